/** @file One call or more of each float op, for tests: arguments, and the same call as a user writes it. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { Tfjs } from '../tfjsBinding.ts'
import type { Value } from '../value.ts'
import { arraySamples } from './arraySamples.ts'
import { elementwiseSamples } from './elementwiseSamples.ts'
import type { SampleInput } from './sampleTensors.ts'

export interface OpSample {
  readonly op: string
  readonly inputs: Readonly<Record<string, SampleInput>>
  readonly attrs?: Readonly<Record<string, unknown>>
  /** Set where the first axis cannot be a named dim, since an attribute says its size or the size of the result is no polynomial of it. */
  readonly fixedBatch?: true
  /** The call with the inputs in order. */
  readonly eager: (tf: Tfjs, ...inputs: readonly Tensor[]) => Value
}

const image = (x: Tensor | undefined): Tensor4D => x as Tensor4D

export const opSamples: readonly OpSample[] = [
  {
    op: 'conv2d',
    inputs: { x: [2, 5, 6, 3], filter: [3, 3, 3, 4] },
    attrs: { strides: 2, pad: 'same' },
    eager: (tf, x, w) => tf.conv2d(image(x), image(w), 2, 'same'),
  },
  {
    op: 'conv2d',
    inputs: { x: [2, 7, 7, 3], filter: [3, 2, 3, 4] },
    attrs: { pad: 'valid', dilations: [2, 3] },
    eager: (tf, x, w) => tf.conv2d(image(x), image(w), 1, 'valid', 'NHWC', [2, 3]),
  },
  {
    op: 'conv2d',
    inputs: { x: [2, 5, 6, 3], filter: [3, 3, 3, 4], bias: [4] },
    attrs: {
      strides: [1, 2],
      pad: [
        [0, 0],
        [1, 0],
        [0, 2],
        [0, 0],
      ],
      activation: 'relu6',
    },
    eager: (tf, x, w, bias) =>
      tf.fused.conv2d({
        x: image(x),
        filter: image(w),
        strides: [1, 2],
        pad: [
          [0, 0],
          [1, 0],
          [0, 2],
          [0, 0],
        ],
        bias: bias!,
        activation: 'relu6',
      }),
  },
  {
    op: 'depthwiseConv2d',
    inputs: { x: [2, 6, 5, 3], filter: [3, 3, 3, 2] },
    attrs: { pad: 1 },
    eager: (tf, x, w) => tf.depthwiseConv2d(image(x), image(w), 1, 1),
  },
  {
    op: 'depthwiseConv2d',
    inputs: { x: [2, 6, 5, 3], filter: [3, 3, 3, 1], bias: [3] },
    attrs: { strides: 2, pad: 'same', activation: 'relu' },
    eager: (tf, x, w, bias) =>
      tf.fused.depthwiseConv2d({
        x: image(x),
        filter: image(w),
        strides: 2,
        pad: 'same',
        bias: bias!,
        activation: 'relu',
      }),
  },
  { op: 'matMul', inputs: { a: [2, 3], b: [3, 4] }, eager: (tf, a, b) => tf.matMul(a!, b!) },
  {
    op: 'matMul',
    inputs: { a: [2, 3, 4], b: [1, 5, 4] },
    attrs: { transposeB: true },
    eager: (tf, a, b) => tf.matMul(a!, b!, false, true),
  },
  {
    op: 'linear',
    inputs: { x: [3, 5], weight: [5, 2], bias: [2] },
    eager: (tf, a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias! }),
  },
  {
    op: 'linear',
    inputs: { x: [2, 3, 5], weight: [5, 2], bias: [2] },
    attrs: { activation: 'relu' },
    eager: (tf, a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: 'relu' }),
  },
  {
    op: 'linear',
    inputs: { x: [3, 5], weight: [5, 2] },
    eager: (tf, a, b) => tf.fused.matMul({ a: a!, b: b!, activation: 'linear' }),
  },
  {
    op: 'batchNorm',
    inputs: { x: [2, 3, 3, 2], mean: [2], variance: [2] },
    attrs: { varianceEpsilon: 2 },
    eager: (tf, x, mean, variance) =>
      tf.batchNorm(x!, mean as never, variance as never, undefined, undefined, 2),
  },
  {
    op: 'batchNorm',
    inputs: { x: [4, 2], mean: [2], variance: [2], offset: [2], scale: [2] },
    attrs: { varianceEpsilon: 2 },
    eager: (tf, x, mean, variance, offset, scale) =>
      tf.batchNorm2d(x as never, mean as never, variance as never, offset as never, scale as never, 2),
  },
  { op: 'relu', inputs: { x: [2, 5] }, eager: (tf, x) => tf.relu(x!) },
  { op: 'relu6', inputs: { x: [2, 5] }, eager: (tf, x) => tf.relu6(x!) },
  { op: 'sigmoid', inputs: { x: [2, 5] }, eager: (tf, x) => tf.sigmoid(x!) },
  { op: 'tanh', inputs: { x: [2, 5] }, eager: (tf, x) => tf.tanh(x!) },
  { op: 'exp', inputs: { x: [2, 5] }, eager: (tf, x) => tf.exp(x!) },
  { op: 'softmax', inputs: { x: [2, 5] }, eager: (tf, x) => tf.softmax(x!) },
  { op: 'add', inputs: { a: [2, 1, 3], b: [4, 3] }, eager: (tf, a, b) => tf.add(a!, b!) },
  { op: 'sub', inputs: { a: [2, 3], b: [3] }, eager: (tf, a, b) => tf.sub(a!, b!) },
  { op: 'mul', inputs: { a: [2, 3], b: [] }, eager: (tf, a, b) => tf.mul(a!, b!) },
  { op: 'div', inputs: { a: [2, 3], b: [2, 1] }, eager: (tf, a, b) => tf.div(a!, b!) },
  {
    op: 'concat',
    inputs: {
      xs: [
        [2, 3, 1],
        [2, 3, 4],
      ],
    },
    attrs: { axis: -1 },
    eager: (tf, a, b) => tf.concat([a!, b!], -1),
  },
  {
    op: 'concat',
    inputs: {
      xs: [
        [2, 3],
        [1, 3],
        [2, 3],
      ],
    },
    eager: (tf, a, b, c) => tf.concat([a!, b!, c!]),
  },
  {
    op: 'maxPool',
    inputs: { x: [2, 5, 5, 3] },
    attrs: { filterSize: 2, strides: 2, pad: 'valid' },
    eager: (tf, x) => tf.maxPool(image(x), 2, 2, 'valid'),
  },
  {
    op: 'avgPool',
    inputs: { x: [2, 5, 5, 3] },
    attrs: { filterSize: [2, 3], strides: [2, 1], pad: 'same' },
    eager: (tf, x) => tf.avgPool(image(x), [2, 3], [2, 1], 'same'),
  },
  {
    op: 'avgPool',
    inputs: { x: [1, 5, 5, 3] },
    attrs: { filterSize: 3, strides: 2, pad: 1 },
    eager: (tf, x) => tf.avgPool(image(x), 3, 2, 1),
  },
  { op: 'mean', inputs: { x: [2, 3, 4, 5] }, attrs: { axis: [1, 2] }, eager: (tf, x) => tf.mean(x!, [1, 2]) },
  {
    op: 'mean',
    inputs: { x: [2, 3, 4] },
    attrs: { axis: -1, keepDims: true },
    eager: (tf, x) => tf.mean(x!, -1, true),
  },
  { op: 'mean', inputs: { x: [2, 3] }, eager: (tf, x) => tf.mean(x!) },
  {
    op: 'flatten',
    inputs: { x: [2, 3, 4] },
    attrs: { rows: 2 },
    fixedBatch: true,
    eager: (tf, x) => tf.reshape(x!, [2, -1]),
  },
  {
    op: 'reshape',
    inputs: { x: [2, 3, 4] },
    attrs: { shape: [4, -1] },
    eager: (tf, x) => tf.reshape(x!, [4, -1]),
  },
  {
    op: 'reshape',
    inputs: { x: [2, 3] },
    attrs: { shape: [2, -1] },
    fixedBatch: true,
    eager: (tf, x) => tf.reshape(x!, [2, -1]),
  },
  {
    op: 'pad',
    inputs: { x: [2, 3] },
    attrs: {
      paddings: [
        [0, 0],
        [1, 2],
      ],
      constantValue: 0.5,
    },
    eager: (tf, x) =>
      tf.pad(
        x!,
        [
          [0, 0],
          [1, 2],
        ],
        0.5,
      ),
  },
  {
    op: 'dropout',
    inputs: { x: [2, 30] },
    attrs: { rate: 0.5, seed: 7 },
    eager: (tf, x) => tf.dropout(x!, 0.5, undefined, 7),
  },
  ...elementwiseSamples,
  ...arraySamples,
]
