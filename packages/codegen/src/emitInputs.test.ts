/** @file Inputs that are not float32: token ids that a float island looks up, in all three ways to run the graph. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { tensorType } from '@tsfx/ir'
import { defineOp, interpret, printedCall, registerOp } from '@tsfx/ops'
import { type FloatInput, type FloatTensor, type LoadOptions, planOf } from '@tsfx/runtime'
import { expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph, output } from './testing/graphBuilder.ts'

interface IntegerModule {
  load(options?: LoadOptions): Promise<{ forward(...inputs: FloatInput[]): FloatTensor }>
}

registerOp(
  defineOp({
    name: 'lookUp',
    summary: 'Rows of a table.',
    domain: 'float',
    inputs: { table: 'tensor', ids: 'tensor' },
    attrs: {},
    infer: ({ table, ids }) => tensorType('float32', [...ids.shape, ...table.shape.slice(1)]),
    evaluate: ({ tf }, { table, ids }) => tf.gather(table, ids as tf.Tensor1D),
    capture: [],
    print: ({ table, ids }) => printedCall('tf.gather', [table, ids]),
  }),
)

const embedding = () =>
  buildGraph(
    (g) => {
      const ids = g.input('ids', [batch], 'int32')
      const table = g.param('table', [10, 3])
      const rows = g.call('lookUp', { table, ids }, { name: 'rows' })
      const stored = g.call('quantize', { x: rows, output: output(0.01, 0) })
      g.output(g.call('dequantize', { x: g.call('q.relu', { x: stored, output: output(0.01, 0) }) }))
    },
    { rounding: 'float32', inputs: { ids: 'ids' } },
  )

it('token ids are declared, planned and checked as int32', async () => {
  const graph = embedding()
  const files = emit(graph, { name: 'net' })
  expect(files['net.fx.ts']).toContain("inputs: { ids: { shape: ['batch'], dtype: 'int32' } }")
  expect(typeErrors(files)).toEqual([])
  const { load } = await importEmitted<IntegerModule>(files)
  const ids = tf.tensor1d([1, 9, 0, 3], 'int32')
  const expected = (interpret(graph, { ids }, { tf }) as tf.Tensor).dataSync()
  expect(new Set(expected).size).toBeGreaterThan(5)
  for (const engine of ['plan', 'scalar'] as const) {
    const net = await load({ tf, engine })
    expect(Array.from(net.forward(ids).data)).toEqual(Array.from(expected))
    expect(() => net.forward(tf.cast(ids, 'float32'))).toThrow(
      /TSFX6022 input ids .*int32 \[batch\].*float32/,
    )
    if (engine === 'plan')
      expect(planOf(net).steps.map(({ op }) => op)).toEqual(['quantize', 'relu', 'dequantize'])
  }
})
