/** @file Weights at the root of a model, whose names stand alone: in the file of weights, as fields of the emitted class. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { calibrate, convert, emit, fuse, type Graph, interpret, prepare, trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { importEmitted, typeErrors } from '../../packages/codegen/src/testing/emittedModule.ts'

interface Model {
  forward(x: tf.Tensor): { readonly data?: unknown } & tf.Tensor
}

const x = tf.tensor2d([[1, -2, 0.5]])

/** A model that is one weight with a name. */
function traced(name: string): Graph {
  const weight = tf.randomUniform([3, 3], -1, 1, 'float32', 3) as tf.Tensor2D
  const model = { forward: (input: tf.Tensor2D) => tf.relu(tf.matMul(input, weight)) }
  Object.defineProperty(model, name, { value: weight, enumerable: true })
  return trace(model, { input: ['batch', 3] }, { lookup: null, name: 'Net' })
}

describe('a weight at the root', () => {
  it.each(['__proto__', 'constructor', '', 'a.b', 'weight', 'bias', 'then', 'load'])(
    'may be called %j',
    async (name) => {
      const float = traced(name)
      expect([...float.params.keys()]).toEqual([name])
      const prepared = prepare(fuse(float), { backend: 'wasm' })
      const int8 = convert(prepared, await calibrate(prepared, [{ input: x }]))
      for (const graph of [float, int8]) {
        const files = emit(graph, { name: 'net' })
        expect(typeErrors(files)).toEqual([])
        const { load } = await importEmitted<{ load(): Promise<Model> }>(files)
        const found = (await load()).forward(x)
        const expected = interpret(graph, { input: x }, { tf }) as unknown as tf.Tensor
        const values = found.data instanceof Float32Array ? found.data : found.dataSync()
        expect(Array.from(values)).toEqual(Array.from(expected.dataSync()))
      }
    },
  )

  it('may not be called as the metadata of its file is', () => {
    expect(() => emit(traced('__metadata__'), { name: 'net' })).toThrow(
      /TSFX6010 .*__metadata__ is the name of the metadata/,
    )
  })
})
