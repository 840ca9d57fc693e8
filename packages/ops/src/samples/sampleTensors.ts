/** @file The tensors of samples: their types, and deterministic values. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DType, type TensorType, tensorType } from '@tsfx/ir'
import type { Tfjs } from '../tfjsBinding.ts'
import type { OpSample } from './opSamples.ts'

/** A float tensor by its shape, or one of another dtype, with its values where they matter (as those of indices do). */
export type SampleTensor =
  | readonly number[]
  | {
      readonly shape: readonly number[]
      readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64'
      readonly values?: readonly number[]
    }
/** A tensor, or a list of tensors. */
export type SampleInput = SampleTensor | readonly SampleTensor[]

const isList = (input: SampleInput): input is readonly SampleTensor[] =>
  Array.isArray(input) && input.length > 0 && typeof input[0] !== 'number'

/** A sample's input with each tensor of it mapped. */
export const mapSampleInput = <T>(
  input: SampleInput,
  map: (tensor: SampleTensor, index: number) => T,
): T | readonly T[] => (isList(input) ? input.map(map) : map(input, 0))

const isShape = (sample: SampleTensor): sample is readonly number[] => Array.isArray(sample)

/** The type of a sample's tensor. */
export const typeOfSample = (sample: SampleTensor): TensorType =>
  isShape(sample) ? tensorType('float32', sample) : tensorType(sample.dtype, sample.shape)

/** Values that do not repeat soon: reals in -2..2, integers in -4..4, booleans. */
const VALUES: Readonly<Record<string, (wave: number) => number>> = {
  float32: (wave) => 2 * wave,
  int32: (wave) => Math.trunc(5 * wave),
  bool: (wave) => (wave > 0 ? 1 : 0),
}

/** The tensor of a sample; `seed` tells the inputs of one call apart. */
export function sampleTensor(tf: Tfjs, sample: SampleTensor, seed = 1): Tensor {
  const { shape, dtype } = typeOfSample(sample) as { shape: readonly number[]; dtype: DType }
  if (dtype === 'complex64')
    return tf.complex(sampleTensor(tf, shape, seed), sampleTensor(tf, shape, seed + 1))
  const given = isShape(sample) ? undefined : sample.values
  const size = shape.reduce((product, dim) => product * dim, 1)
  const values =
    given ?? Array.from({ length: size }, (_, i) => VALUES[dtype]!(Math.sin((i + 1) * 1.7 + seed)))
  return tf.tensor(values as number[], [...shape], dtype as 'float32' | 'int32' | 'bool')
}

/** The inputs of a sample: tensors by name. Variances must not be negative; their epsilon sees to that. */
export const sampleInputs = (
  tf: Tfjs,
  sample: OpSample,
): Readonly<Record<string, Tensor | readonly Tensor[]>> =>
  Object.fromEntries(
    Object.entries(sample.inputs).map(([name, input], i) => [
      name,
      mapSampleInput(input, (tensor, j) => sampleTensor(tf, tensor, isList(input) ? j : i)),
    ]),
  )
