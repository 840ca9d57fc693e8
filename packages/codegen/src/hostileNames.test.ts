import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, graphFromJson, graphToJson, type Json } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type EmittedFiles, emit } from './emit.ts'
import { importEmitted, typeErrorsOfEach } from './testing/emittedModule.ts'
import { batch, buildGraph } from './testing/graphBuilder.ts'

const injected = globalThis as { hacked?: boolean }
afterEach(() => {
  delete injected.hacked
})

const HOSTILE = [
  '*/ globalThis.hacked = true; /*',
  "'; globalThis.hacked = true; '",
  '\n globalThis.hacked = true \n',
  '\u2028globalThis.hacked = true',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must not be taken for a template.
  '`${globalThis.hacked = true}`',
  '__proto__',
  'constructor',
  'forward',
  'dispose',
  'this',
  'await',
  'tf',
  'q',
  'w',
  'options',
  'opaque',
  'kept',
  'Object',
  'Promise',
  'string',
  'NaN',
  'load',
  'WeightFile',
  'URL',
  '0',
  '01',
  '',
  '-',
  '//# sourceMappingURL=x',
  '@ts-expect-error',
  'naïve 名前',
]

/** Every text that a model can bring, set to `text`. */
function hostileGraph(text: string): Graph {
  const graph = buildGraph(
    (g) => {
      const x = g.input('x', [batch, 2])
      const weight = g.param(`${text}.${text}`, [2, 2])
      const other = g.param(`layers.${text}`, [2, 2])
      const first = g.call(
        'matMul',
        { a: x, b: weight },
        { name: 'first', scope: text, meta: { comment: text }, line: 1 },
      )
      const second = g.call('matMul', { a: first, b: other }, { name: 'second', scope: text })
      const third = g.call('relu', { x: second }, { name: 'third' })
      g.output({ [text]: third, second })
    },
    { name: text, file: text },
  )
  // JSON may hold names that Edit would not give.
  const json = JSON.parse(JSON.stringify(graphToJson(graph)), (key, value) =>
    key === 'name' && value === 'first' ? text : value,
  )
  return graphFromJson(json as Json, graph.store)
}

describe('names of a model', () => {
  const emitted = new Map<string, { readonly files: EmittedFiles; readonly errors: readonly string[] }>()
  beforeAll(() => {
    const all = HOSTILE.map((text) => emit(hostileGraph(text), { name: 'net' }))
    const errors = typeErrorsOfEach(all)
    HOSTILE.forEach((text, i) => {
      emitted.set(text, { files: all[i]!, errors: errors[i]! })
    })
  })

  it('leave a field its own', () => {
    const text = emit(hostileGraph('w'), { name: 'net' })['net.fx.ts'] as string
    expect(text).toContain('export class W {')
    expect(text).toContain("this.w = { w: w.tensor('w.w', [2, 2], tf) };")
    expect(text).toContain('return new W(w);')
  })

  it.each(HOSTILE)('%j is data and never code', async (text) => {
    const graph = hostileGraph(text)
    const { files, errors } = emitted.get(text)!
    expect(errors).toEqual([])
    const module = await importEmitted<{
      load(): Promise<{ forward(x: tf.Tensor): Record<string, tf.Tensor> }>
    }>(files)
    const x = tf.tensor2d([[1, 2]])
    const found = (await module.load()).forward(x)
    const expected = interpret(graph, { x }, { tf }) as unknown as Record<string, tf.Tensor>
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    expect(found.second!.arraySync()).toEqual(expected.second!.arraySync())
    expect(injected.hacked).toBeUndefined()
  })
})
