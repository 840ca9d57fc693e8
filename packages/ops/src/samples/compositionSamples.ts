/** @file Calls of functions that are captured in parts, for tests. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Tfjs } from '../tfjsBinding.ts'
import type { SampleTensor } from './sampleTensors.ts'

export interface CompositionSample {
  readonly from: string
  readonly inputs: Readonly<Record<string, SampleTensor>>
  /** The call's arguments from its inputs in order. */
  readonly args: (inputs: readonly Tensor[], tf: Tfjs) => readonly unknown[]
}

/** The call as a user writes it: `tf.dot(a, b)`, or `a.dot(b)` for `Tensor.dot`. */
export function eagerComposition(tf: Tfjs, from: string, args: readonly unknown[]): unknown {
  const [space, ...path] = from.split('.')
  if (space === 'Tensor') {
    const [self, ...rest] = args as readonly Readonly<Record<string, (...rest: unknown[]) => unknown>>[]
    return self![path[0]!]!(...rest)
  }
  const run = path.reduce<unknown>((namespace, key) => (namespace as Record<string, unknown>)[key], tf)
  return (run as (...args: readonly unknown[]) => unknown)(...args)
}

const ACTIVATIONS = ['elu', 'sigmoid', 'leakyrelu', 'prelu'] as const

const fusedSamples: readonly CompositionSample[] = ACTIVATIONS.flatMap((activation) => {
  const rest = (slopes: Tensor | undefined) => ({
    activation,
    ...(activation === 'leakyrelu' && { leakyreluAlpha: 0.3 }),
    ...(activation === 'prelu' && { preluActivationWeights: slopes }),
  })
  return [
    {
      from: 'tf.fused.conv2d',
      inputs: { x: [2, 5, 6, 3], filter: [3, 3, 3, 4], bias: [4], slopes: [4] },
      args: ([x, filter, bias, slopes]) => [{ x, filter, strides: 2, pad: 'same', bias, ...rest(slopes) }],
    },
    {
      from: 'tf.fused.depthwiseConv2d',
      inputs: { x: [2, 5, 6, 3], filter: [3, 3, 3, 1], slopes: [3] },
      args: ([x, filter, slopes]) => [{ x, filter, strides: 1, pad: 'valid', ...rest(slopes) }],
    },
    {
      from: 'tf.fused.matMul',
      inputs: { a: [3, 5], b: [5, 4], bias: [4], slopes: [4] },
      args: ([a, b, bias, slopes]) => [{ a, b, bias, ...rest(slopes) }],
    },
  ]
})

const separable = { x: [2, 6, 5, 3], depthwise: [3, 3, 3, 2], pointwise: [1, 1, 6, 4] }

const image = { x: [5, 6, 3] }

/** Calls of one image rather than a batch. */
const imageSamples: readonly CompositionSample[] = ['tf', 'Tensor'].flatMap((space) => [
  { from: `${space}.conv2d`, inputs: { ...image, filter: [3, 3, 3, 4] }, args: (xs) => [...xs, 2, 'same'] },
  {
    from: `${space}.depthwiseConv2d`,
    inputs: { ...image, filter: [2, 3, 3, 2] },
    args: (xs) => [...xs, 1, 'valid'],
  },
  { from: `${space}.maxPool`, inputs: image, args: ([x]) => [x, 2, 2, 'same'] },
  { from: `${space}.avgPool`, inputs: image, args: ([x]) => [x, [2, 3], 1, 'valid'] },
  { from: `${space}.pool`, inputs: image, args: ([x]) => [x, 2, 'max', 'same', 2, 1] },
  { from: `${space}.pool`, inputs: image, args: ([x]) => [x, 2, 'avg', 0, 1, 2] },
])

export const compositionSamples: readonly CompositionSample[] = [
  ...imageSamples,
  {
    from: 'tf.fused.conv2d',
    inputs: { ...image, filter: [3, 3, 3, 4], bias: [4] },
    args: ([x, filter, bias]) => [{ x, filter, strides: 1, pad: 'same', bias, activation: 'elu' }],
  },
  {
    from: 'tf.separableConv2d',
    inputs: { ...image, depthwise: [3, 3, 3, 2], pointwise: [1, 1, 6, 4] },
    args: (inputs) => [...inputs, 1, 'same'],
  },
  ...fusedSamples,
  { from: 'tf.separableConv2d', inputs: separable, args: (inputs) => [...inputs, 1, 'same', [2, 1]] },
  { from: 'Tensor.separableConv2d', inputs: separable, args: (inputs) => [...inputs, 2, 'valid'] },
  {
    from: 'tf.conv1d',
    inputs: { x: [2, 6, 3], filter: [3, 3, 4] },
    args: (inputs) => [...inputs, 2, 'same'],
  },
  {
    from: 'tf.conv1d',
    inputs: { x: [6, 3], filter: [2, 3, 4] },
    args: (inputs) => [...inputs, 1, 'valid', 'NWC', 2],
  },
  {
    from: 'Tensor.conv1d',
    inputs: { x: [1, 6, 3], filter: [3, 3, 2] },
    args: (inputs) => [...inputs, 1, 'valid'],
  },
  { from: 'tf.meshgrid', inputs: { x: [3], y: [4] }, args: (inputs) => inputs },
  { from: 'tf.meshgrid', inputs: { x: [3], y: [4] }, args: (inputs) => [...inputs, { indexing: 'ij' }] },
  { from: 'tf.linalg.gramSchmidt', inputs: { a: [3], b: [3] }, args: (inputs) => [inputs] },
  { from: 'tf.dot', inputs: { a: [4], b: [4] }, args: (inputs) => inputs },
  { from: 'tf.dot', inputs: { a: [4], b: [4, 3] }, args: (inputs) => inputs },
  { from: 'tf.dot', inputs: { a: [3, 4], b: [4] }, args: (inputs) => inputs },
  { from: 'Tensor.dot', inputs: { a: [3, 4], b: [4, 2] }, args: (inputs) => inputs },
  { from: 'tf.outerProduct', inputs: { a: [3], b: [4] }, args: (inputs) => inputs },
  {
    from: 'tf.basicLSTMCell',
    inputs: { data: [2, 3], kernel: [7, 16], bias: [16], c: [2, 4], h: [2, 4] },
    args: ([data, kernel, bias, c, h], tf) => [tf.scalar(1), kernel, bias, data, c, h],
  },
  {
    from: 'tf.multiRNNCell',
    inputs: { data: [2, 4], kernel: [8, 16], bias: [16], c: [2, 4], h: [2, 4] },
    args: ([data, kernel, bias, c, h], tf) => {
      const cell = (...state: readonly Tensor[]) => {
        const [x, oldC, oldH] = state as readonly Tensor2D[]
        return tf.basicLSTMCell(tf.scalar(1), kernel as Tensor2D, bias as never, x!, oldC!, oldH!)
      }
      return [[cell, cell], data, [c, c], [h, h]]
    },
  },
  { from: 'tf.movingAverage', inputs: { v: [2, 3], x: [2, 3] }, args: ([v, x]) => [v, x, 0.9, 3] },
  { from: 'tf.movingAverage', inputs: { v: [2, 3], x: [2, 3] }, args: ([v, x]) => [v, x, 0.9, null, false] },
  { from: 'tf.signal.stft', inputs: { signal: [20] }, args: ([signal]) => [signal, 6, 3] },
  {
    from: 'tf.signal.stft',
    inputs: { signal: [20] },
    args: ([signal], tf) => [signal, 6, 3, 6, tf.signal.hammingWindow],
  },
  { from: 'tf.ensureShape', inputs: { x: [2, 3] }, args: ([x]) => [x, [null, 3]] },
]
