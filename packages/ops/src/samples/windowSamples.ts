/** @file Sample calls of ops on images and volumes. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { OpSample } from './opSamples.ts'

const image = (x: Tensor | undefined): Tensor4D => x as Tensor4D

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
]
