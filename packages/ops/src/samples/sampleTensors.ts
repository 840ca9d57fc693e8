/** @file Deterministic values for samples. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tfjs } from '../tfjsBinding.ts'
import type { OpSample } from './opSamples.ts'

/** Values in -2..2 that do not repeat soon. */
export function sampleTensor(tf: Tfjs, shape: readonly number[], seed = 1): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1)
  const values = Float32Array.from({ length: size }, (_, i) => 2 * Math.sin((i + 1) * 1.7 + seed))
  return tf.tensor(values, [...shape], 'float32')
}

const isListOfShapes = (shape: readonly unknown[]): shape is readonly (readonly number[])[] =>
  Array.isArray(shape[0])

/** The inputs of a sample: tensors by name. Variances must not be negative; their epsilon sees to that. */
export function sampleInputs(
  tf: Tfjs,
  sample: OpSample,
): Readonly<Record<string, Tensor | readonly Tensor[]>> {
  return Object.fromEntries(
    Object.entries(sample.inputs).map(([name, shape], i) => [
      name,
      isListOfShapes(shape)
        ? shape.map((entry, j) => sampleTensor(tf, entry, j))
        : sampleTensor(tf, shape as readonly number[], i),
    ]),
  )
}
