/** @file What emitted code returns: plain values beside tensors, and tensors that belong to the caller's scope. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { Arg, Graph, Ref } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph, type GraphBuilder, output } from './testing/graphBuilder.ts'

interface AnyModule {
  load(options: object): Promise<{ forward(x: tf.Tensor): Record<string, unknown> }>
}

const float = (result: (y: Ref) => Arg): Graph =>
  buildGraph((g) => g.output(result(g.call('relu', { x: g.input('x', [batch, 2]) }, { name: 'y' }))))

/** A float island and an integer part; both are results. */
const mixed = (more: Readonly<Record<string, Arg>> = {}): Graph =>
  buildGraph(
    (g) => {
      const x = g.call('quantize', { x: g.input('x', [batch, 4]), output: output(0.02, 0) })
      const linear = (path: string) => {
        const weight = g.weight(`${path}.weight`, [4, 4])
        return g.call('dequantize', { x: g.call('q.linear', { x, weight, output: output(0.1, 0) }) })
      }
      const p = g.call('tanh', { x: linear('first') }, { name: 'p' })
      g.output({ p, again: p, y: linear('second'), ...more })
    },
    { rounding: 'float32' },
  )

/** `value` with tensors and float data as plain arrays. */
const plain = (value: unknown): unknown => {
  if (value instanceof tf.Tensor) return [...value.dataSync()]
  if (typeof value !== 'object' || value === null) return value
  if ('data' in value) return [...(value as { data: Float32Array }).data]
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

async function expectInterpreted(graph: Graph, x: tf.Tensor): Promise<void> {
  const files = emit(graph, { name: 'net' })
  expect(typeErrors(files)).toEqual([])
  const net = await (await importEmitted<AnyModule>(files)).load({ tf })
  expect(plain(net.forward(x))).toEqual(plain(interpret(graph, { x }, { tf })))
}

describe('plain values in the result', () => {
  const values: Readonly<Record<string, Arg>> = { n: -2, text: "it's", yes: true, nothing: null, rows: batch }
  const x = tf.tensor2d([[1, -2]])

  it.each(Object.keys(values))('%s is written as it is', async (key) => {
    await expectInterpreted(
      float((y) => ({ y, k: values[key]! })),
      x,
    )
  })

  it('are typed, and shown in the comment', () => {
    const text = emit(
      float((y) => [y, { ...values }]),
      { name: 'net' },
    )['net.fx.ts']
    expect(text).toContain(
      '[tf.Tensor2D, { n: number; text: string; yes: boolean; nothing: null; rows: number }]',
    )
    expect(text).toContain(
      '/** [batch, 2] -> ([batch, 2], { n: -2, text: "it\'s", yes: true, nothing: null, rows: batch }) */',
    )
  })

  it('stand beside integer results and float islands', async () => {
    await expectInterpreted(mixed({ values }), tf.tensor2d([[1, -2, 0.5, 0]]))
  })
})

describe('tensors in the result', () => {
  const build = (g: GraphBuilder) => {
    const y = g.call('relu', { x: g.input('x', [batch, 4]) }, { name: 'kept' })
    g.output({ y, nothing: null, weight: g.param('kept.w', [2]) })
  }

  it.each([
    ['a float island beside integers', mixed()],
    ['a result with null', buildGraph(build)],
    ['a float graph', buildGraph((g) => g.output(g.call('exp', { x: g.input('x', [batch, 4]) })))],
  ] as const)("of %s belong to the caller's scope", async (_, graph) => {
    const files = emit(graph, { name: 'net' })
    expect(typeErrors(files)).toEqual([])
    const net = await (await importEmitted<AnyModule>(files)).load({ tf })
    const x = tf.ones([2, 4])
    const before = tf.memory().numTensors
    for (let i = 0; i < 10; i++) tf.tidy(() => void net.forward(x))
    expect(tf.memory().numTensors).toBe(before)
    const results = net.forward(x)
    expect(tf.memory().numTensors).toBe(before + 1)
    expect(plain(results)).toEqual(plain(interpret(graph, { x }, { tf })))
  })
})
