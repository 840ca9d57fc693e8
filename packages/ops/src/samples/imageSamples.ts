/** @file Sample calls of `tf.image` and `tf.linalg`, and of einsum. */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'
import type { OpSample } from './opSamples.ts'
import type { SampleTensor } from './sampleTensors.ts'

const images = (x: Tensor | undefined): Tensor4D => x as Tensor4D
const matrix = (x: Tensor | undefined): Tensor2D => x as Tensor2D

const floats = (shape: readonly number[], values: readonly number[]): SampleTensor => ({
  shape,
  dtype: 'float32',
  values,
})

/** Pixels in 0..255. */
const pixels = (shape: readonly number[], dtype: 'int32' | 'float32'): SampleTensor => ({
  shape,
  dtype,
  values: Array.from({ length: shape.reduce((size, dim) => size * dim, 1) }, (_, i) => (i * 67) % 256),
})

const boxes = floats([3, 4], [0, 0, 2, 2, 0, 0, 2, 1.9, 5, 5, 6, 6])

export const imageSamples: readonly OpSample[] = [
  {
    op: 'flipLeftRight',
    inputs: { image: [2, 3, 4, 2] },
    eager: (tf, x) => tf.image.flipLeftRight(images(x)),
  },
  {
    op: 'grayscaleToRGB',
    inputs: { image: { shape: [2, 3, 4, 1], dtype: 'int32' } },
    eager: (tf, x) => tf.image.grayscaleToRGB(images(x)),
  },
  {
    op: 'rgbToGrayscale',
    inputs: { image: [2, 3, 4, 3] },
    eager: (tf, x) => tf.image.rgbToGrayscale(images(x)),
  },
  {
    op: 'rgbToGrayscale',
    inputs: { image: pixels([2, 4, 3], 'int32') },
    eager: (tf, x) => tf.image.rgbToGrayscale(images(x)),
  },
  {
    op: 'cropAndResize',
    inputs: {
      image: [2, 4, 5, 2],
      boxes: floats([3, 4], [0, 0, 1, 1, 0.2, 0.5, 0.9, 1.2, 0, 1, 1, 0]),
      boxInd: { shape: [3], dtype: 'int32', values: [0, 1, 1] },
    },
    attrs: { cropSize: [3, 2], extrapolationValue: 0.5 },
    eager: (tf, x, b, i) =>
      tf.image.cropAndResize(images(x), matrix(b), i as Tensor1D, [3, 2], 'bilinear', 0.5),
  },
  {
    op: 'rotateWithOffset',
    inputs: { image: [2, 4, 4, 3] },
    attrs: { radians: 0.5, fillValue: [1, 2, 3], center: [0.25, 0.5] },
    eager: (tf, x) => tf.image.rotateWithOffset(images(x), 0.5, [1, 2, 3], [0.25, 0.5]),
  },
  {
    op: 'rotateWithOffset',
    inputs: { image: [2, 4, 4, 1] },
    attrs: { radians: 1 },
    eager: (tf, x) => tf.image.rotateWithOffset(images(x), 1),
  },
  {
    op: 'transform',
    inputs: { image: [1, 4, 4, 2], transforms: floats([1, 8], [1, 0.5, -1, 0, 1, 0, 0, 0]) },
    attrs: { interpolation: 'bilinear', fillMode: 'reflect', outputShape: [3, 5] },
    eager: (tf, x, t) => tf.image.transform(images(x), matrix(t), 'bilinear', 'reflect', 0, [3, 5]),
  },
  {
    op: 'transform',
    inputs: { image: [2, 4, 4, 2], transforms: floats([1, 8], [1, 0, -1, 0, 1, 2, 0, 0]) },
    attrs: { fillValue: 7 },
    eager: (tf, x, t) => tf.image.transform(images(x), matrix(t), 'nearest', 'constant', 7),
  },
  {
    op: 'threshold',
    inputs: { image: pixels([3, 4, 3], 'float32') },
    attrs: { inverted: true, threshValue: 0.25 },
    eager: (tf, x) => tf.image.threshold(x as Tensor3D, 'binary', true, 0.25),
  },
  {
    op: 'threshold',
    inputs: { image: pixels([3, 4, 1], 'int32') },
    attrs: { method: 'otsu' },
    eager: (tf, x) => tf.image.threshold(x as Tensor3D, 'otsu'),
  },
  {
    op: 'nonMaxSuppressionPadded',
    inputs: { boxes, scores: floats([3], [0.5, 0.9, 0.7]) },
    attrs: { maxOutputSize: 5, iouThreshold: 0.6, scoreThreshold: 0.1, padToMaxOutputSize: true },
    fixedBatch: true,
    eager(tf, b, scores) {
      const result = tf.image.nonMaxSuppressionPadded(matrix(b), scores as Tensor1D, 5, 0.6, 0.1, true)
      return { selectedIndices: result.selectedIndices!, validOutputs: result.validOutputs! }
    },
  },
  {
    op: 'einsum',
    inputs: {
      xs: [
        [2, 3, 4],
        [2, 4, 5],
      ],
    },
    attrs: { equation: 'bij, bjk -> bik' },
    eager: (tf, a, b) => tf.einsum('bij, bjk -> bik', a!, b!),
  },
  {
    op: 'einsum',
    inputs: { xs: [{ shape: [2, 3], dtype: 'int32' }] },
    attrs: { equation: 'ij->j' },
    eager: (tf, x) => tf.einsum('ij->j', x!),
  },
  {
    op: 'bandPart',
    inputs: { x: [2, 3, 4] },
    attrs: { numLower: 1, numUpper: -1 },
    eager: (tf, x) => tf.linalg.bandPart(x!, 1, -1),
  },
  {
    op: 'bandPart',
    inputs: { x: { shape: [3, 3], dtype: 'int32' } },
    attrs: { numLower: 0, numUpper: 1 },
    eager: (tf, x) => tf.linalg.bandPart(x!, 0, 1),
  },
  {
    op: 'gramSchmidt',
    inputs: { x: [3, 4] },
    fixedBatch: true,
    eager: (tf, x) => tf.linalg.gramSchmidt(matrix(x)) as Tensor2D,
  },
  { op: 'qr', inputs: { x: [2, 3, 3] }, eager: (tf, x) => tf.linalg.qr(x!) },
  { op: 'qr', inputs: { x: [4, 2] }, fixedBatch: true, eager: (tf, x) => tf.linalg.qr(x!) },
  {
    op: 'qr',
    inputs: { x: [4, 2] },
    attrs: { fullMatrices: true },
    fixedBatch: true,
    eager: (tf, x) => tf.linalg.qr(x!, true),
  },
  { op: 'qr', inputs: { x: [2, 4] }, fixedBatch: true, eager: (tf, x) => tf.linalg.qr(x!) },
]
