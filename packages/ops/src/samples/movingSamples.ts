/** @file Sample calls of ops that move or select values. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
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
  {
    op: 'stridedSlice',
    inputs: { x: [4, 5, 6] },
    attrs: { begin: [1, 0, -1], end: [-1, 5, 0], strides: [1, 2, -3], endMask: 4 },
    eager: (tf, x) => tf.stridedSlice(x!, [1, 0, -1], [-1, 5, 0], [1, 2, -3], 0, 4),
  },
  {
    op: 'stridedSlice',
    inputs: { x: [2, 3, 4, 5] },
    attrs: {
      begin: [0, 0, 0, 2],
      end: [0, 0, 0, 3],
      strides: [1, 1, 1, 1],
      beginMask: 1,
      endMask: 1,
      ellipsisMask: 2,
      newAxisMask: 4,
      shrinkAxisMask: 8,
    },
    eager: (tf, x) => tf.stridedSlice(x!, [0, 0, 0, 2], [0, 0, 0, 3], [1, 1, 1, 1], 1, 1, 2, 4, 8),
  },
  {
    op: 'stridedSlice',
    inputs: { x: { shape: [4, 3], dtype: 'int32' } },
    attrs: { begin: [-2], end: [9], strides: [1] },
    fixedBatch: true,
    eager: (tf, x) => tf.stridedSlice(x!, [-2], [9]),
  },
  {
    op: 'stridedSlice',
    inputs: { x: [4, 3] },
    attrs: { begin: [3, 1], end: [3, 3], strides: [1, 1] },
    fixedBatch: true,
    eager: (tf, x) => tf.stridedSlice(x!, [3, 1], [3, 3], [1, 1]),
  },
  {
    op: 'broadcastTo',
    inputs: { x: [2, 1] },
    attrs: { shape: [3, 2, 4] },
    fixedBatch: true,
    eager: (tf, x) => tf.broadcastTo(x!, [3, 2, 4]),
  },
  {
    op: 'broadcastTo',
    inputs: { x: [2, 1, 3] },
    attrs: { shape: [2, 4, 3] },
    fixedBatch: true,
    eager: (tf, x) => tf.broadcastTo(x!, [2, 4, 3]),
  },
  {
    op: 'broadcastArgs',
    inputs: { s0: indices(2, 1, 3), s1: indices(4, 1) },
    fixedBatch: true,
    eager: (tf, a, b) => tf.broadcastArgs(a!, b!),
  },
  {
    op: 'broadcastArgs',
    inputs: { s0: indices(2, 1, 3), s1: indices(1, 4, 3) },
    eager: (tf, a, b) => tf.broadcastArgs(a!, b!),
  },
  {
    op: 'gatherND',
    inputs: {
      x: [3, 4, 2],
      indices: { shape: [5, 2], dtype: 'int32', values: [0, 1, 2, 3, 1, 1, 0, 0, 2, 0] },
    },
    eager: (tf, x, i) => tf.gatherND(x!, i!),
  },
  {
    op: 'scatterND',
    inputs: { indices: { shape: [3, 1], dtype: 'int32', values: [4, 1, 4] }, updates: [3, 2] },
    attrs: { shape: [5, 2] },
    eager: (tf, i, updates) => tf.scatterND(i!, updates!, [5, 2]),
  },
  {
    op: 'scatterND',
    inputs: { indices: indices(2, 0), updates: { shape: [2], dtype: 'int32' } },
    attrs: { shape: [4] },
    eager: (tf, i, updates) => tf.scatterND(i!, updates!, [4]),
  },
  {
    op: 'tensorScatterUpdate',
    inputs: { x: [4, 2], indices: { shape: [2, 1], dtype: 'int32', values: [3, 0] }, updates: [2, 2] },
    eager: (tf, x, i, updates) => tf.tensorScatterUpdate(x!, i!, updates!),
  },
  {
    op: 'sparseToDense',
    inputs: {
      sparseIndices: { shape: [3, 2], dtype: 'int32', values: [0, 1, 2, 0, 1, 1] },
      sparseValues: { shape: [3], dtype: 'int32' },
    },
    attrs: { outputShape: [3, 2], defaultValue: 7 },
    eager: (tf, i, values) => tf.sparseToDense(i!, values!, [3, 2], 7),
  },
  {
    op: 'oneHot',
    inputs: { indices: { shape: [2, 2], dtype: 'int32', values: [0, 2, 1, 5] } },
    attrs: { depth: 3 },
    eager: (tf, i) => tf.oneHot(i!, 3),
  },
  {
    op: 'oneHot',
    inputs: { indices: indices(0, 2, 1) },
    attrs: { depth: 4, onValue: 0.5, offValue: -1, dtype: 'float32' },
    eager: (tf, i) => tf.oneHot(i!, 4, 0.5, -1, 'float32'),
  },
  { op: 'diag', inputs: { x: [2, 3] }, eager: (tf, x) => tf.diag(x!) },
  { op: 'reverse', inputs: { x: [2, 3] }, eager: (tf, x) => tf.reverse(x!) },
  {
    op: 'reverse',
    inputs: { x: [2, 3, 4] },
    attrs: { axis: [0, -1] },
    eager: (tf, x) => tf.reverse(x!, [0, -1]),
  },
  ...(['reflect', 'symmetric'] as const).map((mode): OpSample => {
    const paddings = (): [number, number][] => [
      [0, 0],
      [2, 1],
    ]
    return {
      op: 'mirrorPad',
      inputs: { x: [2, 3] },
      attrs: { paddings: paddings(), mode },
      eager: (tf, x) => tf.mirrorPad(x!, paddings(), mode),
    }
  }),
  {
    op: 'topk',
    inputs: { x: [2, 6] },
    attrs: { k: 3 },
    eager: (tf, x) => tf.topk(x!, 3),
  },
  {
    op: 'topk',
    inputs: { x: { shape: [5], dtype: 'int32' } },
    eager: (tf, x) => tf.topk(x!),
  },
  {
    op: 'unsortedSegmentSum',
    inputs: { x: [4, 3], segmentIds: indices(1, 0, 1, 2) },
    attrs: { numSegments: 4 },
    eager: (tf, x, ids) => tf.unsortedSegmentSum(x!, ids as Tensor1D, 4),
  },
  {
    op: 'unsortedSegmentSum',
    inputs: { x: { shape: [3], dtype: 'int32' }, segmentIds: indices(1, 0, 1) },
    attrs: { numSegments: 2 },
    eager: (tf, x, ids) => tf.unsortedSegmentSum(x!, ids as Tensor1D, 2),
  },
  {
    op: 'bincount',
    inputs: { x: indices(1, 0, 1, 3), weights: [4] },
    attrs: { size: 3 },
    eager: (tf, x, weights) => tf.bincount(x as Tensor1D, weights as Tensor1D, 3),
  },
  {
    op: 'bincount',
    inputs: { x: indices(1, 0, 1, 3), weights: { shape: [0], dtype: 'int32' } },
    attrs: { size: 5 },
    eager: (tf, x, weights) => tf.bincount(x as Tensor1D, weights as Tensor1D, 5),
  },
  {
    op: 'denseBincount',
    inputs: { x: { shape: [2, 3], dtype: 'int32', values: [1, 0, 1, 3, 2, 2] }, weights: [2, 3] },
    attrs: { size: 4 },
    eager: (tf, x, weights) => tf.denseBincount(x as Tensor2D, weights as Tensor2D, 4),
  },
  {
    op: 'denseBincount',
    inputs: { x: indices(1, 0, 1, 3), weights: [0] },
    attrs: { size: 4, binaryOutput: true },
    eager: (tf, x, weights) => tf.denseBincount(x as Tensor1D, weights as Tensor1D, 4, true),
  },
  {
    op: 'searchSorted',
    inputs: {
      sortedSequence: { shape: [2, 3], dtype: 'float32', values: [-1, 0, 1, 2, 3, 4] },
      values: { shape: [2, 2], dtype: 'float32', values: [0, 5, 2, 3.5] },
    },
    eager: (tf, sequence, values) => tf.searchSorted(sequence!, values!),
  },
  {
    op: 'searchSorted',
    inputs: { sortedSequence: indices(1, 3, 3, 7), values: indices(3, 8) },
    attrs: { side: 'right' },
    eager: (tf, sequence, values) => tf.upperBound(sequence!, values!),
  },
  {
    op: 'fill',
    inputs: {},
    attrs: { shape: [2, 3], value: 0 },
    eager: (tf) => tf.zeros([2, 3]),
  },
  {
    op: 'fill',
    inputs: {},
    attrs: { shape: [2], value: -0.5 },
    eager: (tf) => tf.fill([2], -0.5),
  },
  {
    op: 'fill',
    inputs: {},
    attrs: { shape: [3, 1], value: 1, dtype: 'int32' },
    eager: (tf) => tf.ones([3, 1], 'int32'),
  },
  {
    op: 'range',
    inputs: {},
    attrs: { start: 0, stop: 5 },
    eager: (tf) => tf.range(0, 5),
  },
  {
    op: 'range',
    inputs: {},
    attrs: { start: 7, stop: 1, step: -2, dtype: 'int32' },
    eager: (tf) => tf.range(7, 1, -2, 'int32'),
  },
]
