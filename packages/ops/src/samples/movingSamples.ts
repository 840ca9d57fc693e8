/** @file Sample calls of ops that move or select values. */
import type { Tensor1D } from '@tensorflow/tfjs-core'
import type { OpSample } from './opSamples.ts'
import type { SampleTensor } from './sampleTensors.ts'

const indices = (...values: readonly number[]): SampleTensor => ({
  shape: [values.length],
  dtype: 'int32',
  values,
})

export const movingSamples: readonly OpSample[] = [
  {
    op: 'transpose',
    inputs: { x: [2, 3, 4] },
    attrs: { perm: [2, 1, 0] },
    eager: (tf, x) => tf.transpose(x!),
  },
  {
    op: 'transpose',
    inputs: { x: { shape: [2, 3, 4, 5], dtype: 'int32' } },
    attrs: { perm: [0, 2, 1, 3] },
    eager: (tf, x) => tf.transpose(x!, [0, 2, 1, 3]),
  },
  {
    op: 'slice',
    inputs: { x: [2, 5, 4] },
    attrs: { begin: [0, 1, 2], size: [-1, 3, -1] },
    eager: (tf, x) => tf.slice(x!, [0, 1, 2], [-1, 3, -1]),
  },
  {
    op: 'slice',
    inputs: { x: { shape: [5, 4], dtype: 'bool' } },
    attrs: { begin: [1, 0], size: [-1, -1] },
    eager: (tf, x) => tf.slice(x!, 1),
  },
  {
    op: 'split',
    inputs: { x: [2, 3, 6] },
    attrs: { parts: 3, axis: -1 },
    eager: (tf, x) => tf.split(x!, 3, -1),
  },
  {
    op: 'split',
    inputs: { x: [5, 2] },
    attrs: { parts: [2, -1, 1] },
    eager: (tf, x) => tf.split(x!, [2, -1, 1]),
  },
  { op: 'unstack', inputs: { x: [3, 2] }, fixedBatch: true, eager: (tf, x) => tf.unstack(x!) },
  { op: 'unstack', inputs: { x: [2, 3, 4] }, attrs: { axis: -2 }, eager: (tf, x) => tf.unstack(x!, -2) },
  {
    op: 'stack',
    inputs: {
      xs: [
        [2, 3],
        [2, 3],
      ],
    },
    eager: (tf, a, b) => tf.stack([a!, b!]),
  },
  {
    op: 'stack',
    inputs: {
      xs: [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
    },
    attrs: { axis: -1 },
    eager: (tf, a, b, c) => tf.stack([a!, b!, c!], -1),
  },
  { op: 'squeeze', inputs: { x: [1, 3, 1, 2] }, fixedBatch: true, eager: (tf, x) => tf.squeeze(x!) },
  {
    op: 'squeeze',
    inputs: { x: [2, 1, 3, 1] },
    attrs: { axis: [1, -1] },
    eager: (tf, x) => tf.squeeze(x!, [1, -1]),
  },
  { op: 'expandDims', inputs: { x: [2, 3] }, eager: (tf, x) => tf.expandDims(x!) },
  {
    op: 'expandDims',
    inputs: { x: [2, 3] },
    attrs: { axis: -1 },
    eager: (tf, x) => tf.expandDims(x!, -1),
  },
  {
    op: 'tile',
    inputs: { x: [2, 1, 3] },
    attrs: { reps: [1, 4, 2] },
    eager: (tf, x) => tf.tile(x!, [1, 4, 2]),
  },
  {
    op: 'gather',
    inputs: { x: [5, 3], indices: indices(4, 0, 0, 2) },
    eager: (tf, x, i) => tf.gather(x!, i as Tensor1D),
  },
  {
    op: 'gather',
    inputs: { x: [2, 3, 4], indices: { shape: [2, 2], dtype: 'int32', values: [0, 3, 1, 1] } },
    attrs: { axis: -1, batchDims: 1 },
    eager: (tf, x, i) => tf.gather(x!, i as Tensor1D, -1, 1),
  },
]
