/** @file The inputs of an integer module: their declaration with its defaults, and blank ones to record a plan with. */
import { checkTensor, type SizeRanges } from '../inputs/checkTensor.ts'
import { type InputDType, type TensorInput, type TensorSpecs, tensorInput } from '../inputs/inputSpec.ts'
import { refuseMore } from '../inputs/refuseMore.ts'
import { type FloatInput, sizeOf } from '../quantizedTensor.ts'

/** `specs` with their defaults. */
export const modelInputs = (specs: TensorSpecs): readonly TensorInput[] =>
  Object.entries(specs).map(([name, spec]) => tensorInput(name, spec)!)

/**
 * Refuses arguments of `forward` that are not what `inputs` declare.
 * @throws TSFX6022
 */
export function checkArguments(
  inputs: readonly TensorInput[],
  args: readonly unknown[],
  ranges: SizeRanges = {},
): void {
  const sizes = new Map<string, number>()
  inputs.forEach((input, i) => {
    checkTensor(input, args[i], sizes, ranges)
  })
  // A value that the trace fixed is no input any more: given another, the module would not be the model.
  refuseMore(args, inputs.length)
}

/** What float islands need of TensorFlow.js while a plan is recorded. */
export interface IslandTensors {
  tensor(data: Float32Array | Int32Array | Uint8Array, shape: number[], dtype: InputDType): FloatInput
  tidy(f: () => void): unknown
}

const STORAGE = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/** An input of zeros to record a plan with; a tensor of `tf` where the model has float islands. */
export function blankInput(dtype: InputDType, shape: readonly number[], tf?: IslandTensors): FloatInput {
  const data = new STORAGE[dtype](sizeOf(shape))
  if (tf) return tf.tensor(data, [...shape], dtype)
  return data instanceof Float32Array ? { data, shape } : { shape, dtype, dataSync: () => data }
}
