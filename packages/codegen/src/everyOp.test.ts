import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { Arg, Graph, Ref } from '@tsfx/ir'
import { builtinOps, interpret } from '@tsfx/ops'
import type { FloatTensor } from '@tsfx/runtime'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph, type GraphBuilder, output } from './testing/graphBuilder.ts'
import { sampleGraph } from './testing/sampleGraph.ts'

type Calls = Readonly<Record<string, (g: GraphBuilder) => Readonly<Record<string, unknown>>>>

const pool = { filterSize: [3, 2], strides: 2, pad: 'same' }
const pads = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
] // prettier-ignore

const out = output(0.05, -3)
const integerCalls = (x: Ref, m: Ref): Calls => ({
  'q.conv2d': (g) => ({
    x,
    weight: g.weight('conv.weight', [3, 3, 4, 2]),
    bias: g.bias('conv.bias', 2),
    strides: [1, 2],
    pad: 'valid',
    activation: 'relu6',
    output: out,
  }),
  'q.depthwiseConv2d': (g) => ({
    x,
    weight: g.depthwiseWeight('depthwise.weight', [3, 3, 4, 2]),
    pad: 'same',
    output: out,
  }),
  'q.linear': (g) => ({
    x: m,
    weight: g.weight('fc.weight', [8, 3], 4),
    bias: g.bias('fc.bias', 3),
    output: out,
  }),
  'q.matMul': () => ({ a: m, b: m, transposeB: true, output: out }),
  'q.relu': () => ({ x, output: out }),
  'q.relu6': () => ({ x, output: out }),
  'q.sigmoid': () => ({ x, output: { ...out, scale: 1 / 256, zeroPoint: -128 } }),
  'q.softmax': () => ({ x: m, output: { ...out, scale: 1 / 256, zeroPoint: -128 } }),
  'q.add': () => ({ a: x, b: x, output: out }),
  'q.mul': () => ({ a: x, b: x, output: { ...out, dtype: 'uint8', zeroPoint: 100, qmin: 0, qmax: 127 } }),
  'q.concat': () => ({ xs: [x, x], axis: 3, output: out }),
  'q.maxPool': () => ({ x, ...pool }),
  'q.avgPool': () => ({ x, ...pool }),
  'q.mean': () => ({ x, axis: [1, 2], keepDims: true, output: out }),
  'q.flatten': () => ({ x, rows: batch }),
  'q.reshape': () => ({ x, shape: [batch, 144] }),
  'q.pad': () => ({ x, paddings: pads, constantValue: 0 }),
  requantize: () => ({ x, output: out }),
})

function integerGraph(): Graph {
  return buildGraph(
    (g) => {
      const [x, m] = [g.input('x', [batch, 6, 6, 4]), g.input('m', [batch, 8])]
      const calls = integerCalls(
        g.call('quantize', { x, output: output(0.02, -6) }),
        g.call('quantize', { x: m, output: output(0.03, 5) }),
      )
      g.output(
        Object.fromEntries(
          Object.entries(calls).map(([op, args]) => [op, g.call('dequantize', { x: g.call(op, args(g)) })]),
        ) as Arg,
      )
    },
    { rounding: 'float32', inputs: { x: 'x', m: 'm' } },
  )
}

const integerInputs = {
  x: tf.randomNormal([2, 6, 6, 4], 0, 1, 'float32', 1),
  m: tf.randomNormal([2, 8], 0, 1, 'float32', 2),
}

/** A result with tensors and float data as their dtype, shape and values. */
const plain = (value: unknown): unknown => {
  if (value instanceof tf.Tensor) return [value.dtype, value.shape, [...value.dataSync()]]
  if (typeof value !== 'object' || value === null) return value
  if ('data' in value) {
    const { shape, data } = value as FloatTensor
    return ['float32', [...shape], [...data]]
  }
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

describe.each([
  { domain: 'float', made: sampleGraph() },
  {
    domain: 'integer',
    made: { graph: integerGraph(), inputs: integerInputs, call: [integerInputs.x, integerInputs.m] },
  },
] as const)('every $domain op', ({ domain, made: { graph, inputs, call } }) => {
  const files = emit(graph, { name: 'net' })

  it('is in this test', () => {
    const called = new Set(graph.nodes.map((node) => node.target))
    const missing = builtinOps.filter((op) => op.domain === domain && !called.has(op.name))
    expect(missing.map((op) => op.name)).toEqual([])
  })

  it('is emitted as code that type-checks', () => {
    expect(typeErrors(files)).toEqual([])
  })

  it('is emitted as code that computes the same bits', async () => {
    type Module = { load(): Promise<{ forward(...inputs: readonly unknown[]): Record<string, unknown> }> }
    const net = await (await importEmitted<Module>(files)).load()
    const found = net.forward(...call)
    for (const [name, expected] of Object.entries(interpret(graph, inputs, { tf }))) {
      expect({ name, value: plain(found[name]) }).toEqual({ name, value: plain(expected) })
    }
  })
})
