/** @file Sample calls of ops on images and volumes. */
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core'
import type { OpSample } from './opSamples.ts'

const image = (x: Tensor | undefined): Tensor4D => x as Tensor4D
const volume = (x: Tensor | undefined): Tensor5D => x as Tensor5D

export const windowSamples: readonly OpSample[] = [
  {
    op: 'resizeNearestNeighbor',
    inputs: { images: [2, 3, 4, 2] },
    attrs: { size: [6, 8] },
    eager: (tf, x) => tf.image.resizeNearestNeighbor(image(x), [6, 8]),
  },
  {
    op: 'resizeNearestNeighbor',
    inputs: { images: [3, 4, 2] },
    attrs: { size: [5, 3], halfPixelCenters: true },
    eager: (tf, x) => tf.image.resizeNearestNeighbor(image(x), [5, 3], false, true),
  },
  {
    op: 'resizeBilinear',
    inputs: { images: [2, 3, 4, 2] },
    attrs: { size: [6, 7] },
    eager: (tf, x) => tf.image.resizeBilinear(image(x), [6, 7]),
  },
  {
    op: 'resizeBilinear',
    inputs: { images: [2, 3, 4, 2] },
    attrs: { size: [2, 8], alignCorners: true },
    eager: (tf, x) => tf.image.resizeBilinear(image(x), [2, 8], true),
  },
  {
    op: 'conv2dTranspose',
    inputs: { x: [2, 3, 4, 5], filter: [3, 2, 2, 5] },
    attrs: { outputShape: [2, 6, 8, 2], strides: 2, pad: 'same' },
    fixedBatch: true,
    eager: (tf, x, w) => tf.conv2dTranspose(image(x), image(w), [2, 6, 8, 2], 2, 'same'),
  },
  {
    op: 'conv2dTranspose',
    inputs: { x: [1, 3, 4, 2], filter: [3, 3, 1, 2] },
    attrs: { outputShape: [1, 5, 9, 1], strides: [1, 2], pad: 'valid' },
    fixedBatch: true,
    eager: (tf, x, w) => tf.conv2dTranspose(image(x), image(w), [1, 5, 9, 1], [1, 2], 'valid'),
  },
  {
    op: 'spaceToBatchND',
    inputs: { x: [1, 3, 4, 2] },
    attrs: {
      blockShape: [2, 2],
      paddings: [
        [1, 0],
        [0, 2],
      ],
    },
    eager: (tf, x) =>
      tf.spaceToBatchND(
        x!,
        [2, 2],
        [
          [1, 0],
          [0, 2],
        ],
      ),
  },
  {
    op: 'batchToSpaceND',
    inputs: { x: [8, 2, 3, 1] },
    attrs: {
      blockShape: [2, 2],
      crops: [
        [0, 1],
        [2, 0],
      ],
    },
    fixedBatch: true,
    eager: (tf, x) =>
      tf.batchToSpaceND(
        x!,
        [2, 2],
        [
          [0, 1],
          [2, 0],
        ],
      ),
  },
  {
    op: 'depthToSpace',
    inputs: { x: [2, 2, 3, 8] },
    attrs: { blockSize: 2 },
    eager: (tf, x) => tf.depthToSpace(image(x), 2),
  },
  {
    op: 'conv2dTranspose',
    inputs: { x: [3, 4, 2], filter: [2, 2, 3, 2] },
    attrs: { outputShape: [4, 5, 3], strides: 1, pad: 'valid' },
    fixedBatch: true,
    eager: (tf, x, w) => tf.conv2dTranspose(image(x), image(w), [4, 5, 3] as never, 1, 'valid'),
  },
  {
    op: 'conv3d',
    inputs: { x: [2, 4, 5, 3, 2], filter: [3, 3, 1, 2, 3] },
    attrs: { strides: [1, 2, 1], pad: 'same' },
    eager: (tf, x, w) => tf.conv3d(volume(x), volume(w), [1, 2, 1], 'same'),
  },
  {
    op: 'conv3d',
    inputs: { x: [5, 5, 4, 1], filter: [2, 2, 2, 1, 2] },
    attrs: { strides: 1, pad: 'valid', dilations: 2 },
    fixedBatch: true,
    eager: (tf, x, w) => tf.conv3d(volume(x), volume(w), 1, 'valid', 'NDHWC', 2 as never),
  },
  {
    op: 'conv3dTranspose',
    inputs: { x: [5, 1, 2, 1, 2], filter: [2, 2, 2, 3, 2] },
    attrs: { outputShape: [5, 2, 4, 2, 3], strides: 2, pad: 'same' },
    fixedBatch: true,
    eager: (tf, x, w) => tf.conv3dTranspose(volume(x), volume(w), [5, 2, 4, 2, 3], 2, 'same'),
  },
  {
    op: 'maxPool3d',
    inputs: { x: [2, 4, 5, 4, 2] },
    attrs: { filterSize: 2, strides: 2, pad: 'same' },
    eager: (tf, x) => tf.maxPool3d(volume(x), 2, 2, 'same'),
  },
  {
    op: 'avgPool3d',
    inputs: { x: [2, 4, 5, 4, 2] },
    attrs: { filterSize: [2, 3, 2], strides: [1, 2, 2], pad: 1 },
    eager: (tf, x) => tf.avgPool3d(volume(x), [2, 3, 2], [1, 2, 2], 1),
  },
  {
    op: 'avgPool3d',
    inputs: { x: [4, 4, 4, 1] },
    attrs: { filterSize: 2, strides: 2, pad: 'valid' },
    fixedBatch: true,
    eager: (tf, x) => tf.avgPool3d(volume(x), 2, 2, 'valid'),
  },
  {
    op: 'maxPoolWithArgmax',
    inputs: { x: [2, 4, 5, 2] },
    attrs: { filterSize: 2, strides: [2, 1], pad: 'same', includeBatchInIndex: true },
    eager: (tf, x) => tf.maxPoolWithArgmax(image(x), 2, [2, 1], 'same', true),
  },
  {
    op: 'dilation2d',
    inputs: { x: [2, 5, 6, 2], filter: [3, 3, 2] },
    attrs: { strides: [1, 2], pad: 'same', dilations: 2 },
    eager: (tf, x, w) => tf.dilation2d(image(x), w as Tensor3D, [1, 2], 'same', 2 as never),
  },
  {
    op: 'dilation2d',
    inputs: { x: [5, 6, 2], filter: [3, 3, 2] },
    attrs: { strides: 1, pad: 'valid' },
    fixedBatch: true,
    eager: (tf, x, w) => tf.dilation2d(image(x), w as Tensor3D, 1, 'valid'),
  },
]
