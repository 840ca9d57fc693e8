/** @file Names that are the same once what no identifier may have is taken out of them: each stays its own. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { calibrate, convert, emit, fuse, interpret, prepare, trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { importEmitted, typeErrors } from '../../packages/codegen/src/testing/emittedModule.ts'

const ALIKE = ['a_b', 'a-b', 'a b', 'a*b', 'a\u200bb', 'a\nb', 'aB', 'A_b', 'a_b_1', 'а_b']

let seed = 100
const weight = (): tf.Tensor2D => tf.randomUniform([3, 3], -1, 1, 'float32', ++seed)

/** Blocks of two lists for each name, of a class with that name: one method each, and many that want the same one. */
function model(names: readonly string[]) {
  const lists = names.map((name, i) => {
    const Block = class {
      weight = weight();
      [name] = weight()
      forward(x: tf.Tensor2D): tf.Tensor2D {
        const first = tf.matMul(x, this.weight)
        const own = Reflect.get(this, name) as tf.Tensor2D
        const second = tf.matMul(tf.relu(first), own)
        // No two classes compute the same.
        const shifted = tf.add(second, i / 8) as tf.Tensor2D
        return tf.add(x, i % 2 === 0 ? tf.relu(shifted) : shifted) as tf.Tensor2D
      }
    }
    Object.defineProperty(Block, 'name', { value: name })
    return [name, [new Block(), new Block(), new Block()]] as const
  })
  return {
    lists: Object.fromEntries(lists),
    forward(x: Record<string, tf.Tensor2D>): Record<string, tf.Tensor> {
      let y = tf.addN(names.map((name) => x[name]!)) as tf.Tensor2D
      const results: Record<string, tf.Tensor> = {}
      for (const name of names) {
        for (const block of this.lists[name]!) y = block.forward(y)
        results[name] = y
      }
      return results
    },
  }
}

describe('names that are alike', () => {
  it('stay apart in float and int8 code', async () => {
    const inputs = Object.fromEntries(ALIKE.map((name) => [name, ['batch', 3]]))
    const float = trace(model(ALIKE), { x: inputs } as never, { lookup: null, name: 'Net' })
    const x = Object.fromEntries(ALIKE.map((name, i) => [name, tf.fill([2, 3], i / 10)]))
    const byTarget = Object.fromEntries(
      float.placeholders.map(({ target }, i) => [target, x[ALIKE[i]!]!] as const),
    )
    const prepared = prepare(fuse(float), { backend: 'wasm' })
    const int8 = convert(prepared, await calibrate(prepared, [byTarget]))
    for (const graph of [float, int8]) {
      const files = emit(graph, { name: 'net' })
      expect(typeErrors(files)).toEqual([])
      const { load } = await importEmitted<{
        load(options: object): Promise<{ forward(...x: unknown[]): object }>
      }>(files)
      const net = await load({ tf })
      const found = graph === float ? net.forward(x) : net.forward(...Object.values(byTarget))
      const expected = interpret(graph, byTarget, { tf }) as unknown as Record<string, tf.Tensor>
      expect(Object.keys(found)).toEqual(ALIKE)
      for (const [name, value] of Object.entries(found))
        expect(Array.from(value.data instanceof Float32Array ? value.data : value.dataSync())).toEqual(
          Array.from(expected[name]!.dataSync()),
        )
    }
  })
})
