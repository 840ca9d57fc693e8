import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Arg, type Graph, multiplyDims, type Ref } from '@tsfx/ir'
import { allOps, interpret } from '@tsfx/ops'
import type { FloatTensor } from '@tsfx/runtime'
import { describe, expect, it } from 'vitest'
import { emit } from './emit.ts'
import { importEmitted, typeErrors } from './testing/emittedModule.ts'
import { batch, buildGraph, type GraphBuilder, output } from './testing/graphBuilder.ts'

type Calls = Readonly<Record<string, (g: GraphBuilder) => Readonly<Record<string, unknown>>>>

const pool = { filterSize: [3, 2], strides: 2, pad: 'same' }
const pads = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
] // prettier-ignore

/** Each op once, on an image `x` [batch, 6, 6, 4] and a matrix `m` [batch, 8]. */
const floatCalls = (x: Ref, m: Ref): Calls => ({
  conv2d: (g) => ({
    x,
    filter: g.param('conv.weight', [3, 3, 4, 2]),
    bias: g.param('conv.bias', [2]),
    strides: [1, 2],
    pad: 'valid',
    activation: 'relu6',
  }),
  depthwiseConv2d: (g) => ({
    x,
    filter: g.param('depthwise.weight', [3, 3, 4, 2]),
    pad: pads.map((pair) => [...pair]),
  }),
  matMul: (g) => ({ a: m, b: g.param('mixed', [3, 8]), transposeB: true }),
  linear: (g) => ({
    x: m,
    weight: g.param('fc.weight', [8, 3]),
    bias: g.param('fc.bias', [3]),
    activation: 'relu',
  }),
  batchNorm: (g) => ({
    x,
    mean: g.param('bn.mean', [4]),
    variance: g.param('bn.variance', [4], { data: Float32Array.of(1, 2, 3, 4) }),
    varianceEpsilon: 1e-5,
  }),
  relu: () => ({ x }),
  relu6: () => ({ x }),
  sigmoid: () => ({ x }),
  tanh: () => ({ x }),
  softmax: () => ({ x: m }),
  exp: () => ({ x }),
  add: () => ({ a: x, b: x }),
  sub: (g) => ({ a: x, b: g.param('shift', [4]) }),
  mul: () => ({ a: x, b: x }),
  div: () => ({ a: m, b: m }),
  concat: () => ({ xs: [x, x], axis: 3 }),
  maxPool: () => ({ x, ...pool }),
  avgPool: () => ({ x, ...pool }),
  mean: () => ({ x, axis: [1, 2] }),
  flatten: () => ({ x, rows: batch }),
  reshape: () => ({ x, shape: [multiplyDims(2, batch), 72] }),
  pad: () => ({ x, paddings: pads, constantValue: -1.5 }),
  dropout: () => ({ x, rate: 0.5, seed: 7 }),
})

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

function floatGraph(): Graph {
  return buildGraph(
    (g) => {
      const calls = floatCalls(g.input('x', [batch, 6, 6, 4]), g.input('m', [batch, 8]))
      g.output(
        Object.fromEntries(Object.entries(calls).map(([op, args]) => [op, g.call(op, args(g))])) as Arg,
      )
    },
    { inputs: { x: 'x', m: 'm' } },
  )
}

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

const inputs = {
  x: tf.randomNormal([2, 6, 6, 4], 0, 1, 'float32', 1),
  m: tf.randomNormal([2, 8], 0, 1, 'float32', 2),
}
const valuesOf = (value: tf.Tensor | FloatTensor): ArrayLike<number> =>
  'dataSync' in value ? value.dataSync() : value.data

describe.each([
  { domain: 'float', graph: floatGraph },
  { domain: 'integer', graph: integerGraph },
] as const)('every $domain op', ({ domain, graph }) => {
  it('is in this test', () => {
    const called = new Set(graph().nodes.map((node) => node.target))
    expect(
      allOps()
        .filter((op) => op.domain === domain && !called.has(op.name))
        .map((op) => op.name),
    ).toEqual([])
  })

  it('is emitted as code that type-checks', () => {
    expect(typeErrors(emit(graph(), { name: 'net' }))).toEqual([])
  })

  it('is emitted as code that computes the same bits', async () => {
    type Module = {
      load(): Promise<{ forward(...inputs: tf.Tensor[]): Record<string, tf.Tensor | FloatTensor> }>
    }
    const net = await (await importEmitted<Module>(emit(graph(), { name: 'net' }))).load()
    const found = net.forward(inputs.x, inputs.m)
    const expected = interpret(graph(), inputs, { tf }) as unknown as Record<string, tf.Tensor>
    for (const [op, value] of Object.entries(expected)) {
      expect({ op, shape: [...found[op]!.shape], data: [...Array.from(valuesOf(found[op]!))] }).toEqual({
        op,
        shape: value.shape,
        data: [...value.dataSync()],
      })
    }
  })
})
