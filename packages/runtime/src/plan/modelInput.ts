/** @file The inputs of `forward` as an emitted module declares them, and the check of what is passed for them. */
import { inputMismatch } from '../diagnostics.generated.ts'
import { type FloatInput, sizeOf } from '../quantizedTensor.ts'

export type InputDType = 'float32' | 'int32' | 'bool'

/** Null: any size. */
export type InputShape = readonly (number | null)[]

/** One input: its shape, with its dtype where that is not float32. */
export type InputSpec = InputShape | { readonly shape: InputShape; readonly dtype: InputDType }

/** The inputs of `forward` in the order of its parameters. */
export type InputSpecs = Readonly<Record<string, InputSpec>>

export interface ModelInput {
  readonly name: string
  readonly shape: InputShape
  readonly dtype: InputDType
}

/** `specs` with their defaults. */
export const modelInputs = (specs: InputSpecs): readonly ModelInput[] =>
  Object.entries(specs).map(([name, spec]) =>
    'dtype' in spec ? { name, ...spec } : { name, shape: spec, dtype: 'float32' },
  )

/**
 * Refuses arguments of `forward` that are not what `inputs` declare.
 * @throws TSFX6022
 */
export function checkInputs(inputs: readonly ModelInput[], args: readonly unknown[]): void {
  inputs.forEach((input, i) => {
    const problem = problemOf(input, args[i])
    if (problem === null) return
    const { name, dtype, shape } = input
    throw inputMismatch({
      input: name,
      expected: `${dtype} [${shape.map((dim) => dim ?? '?')}]`,
      found: problem,
    })
  })
}

/** What `arg` is, when that is not what is declared; else null. */
function problemOf(declared: ModelInput, arg: unknown): string | null {
  if (typeof arg !== 'object' || arg === null || !('shape' in arg) || !Array.isArray(arg.shape))
    return 'no tensor'
  const { shape } = arg
  const dtype = dtypeOf(arg as FloatInput)
  const found = `${dtype} [${shape}]`
  const fits =
    dtype === declared.dtype &&
    shape.length === declared.shape.length &&
    declared.shape.every((dim, axis) => (dim === null ? isCount(shape[axis]) : dim === shape[axis]))
  if (!fits) return found
  const { data } = arg as { readonly data?: ArrayLike<number> }
  const size = sizeOf(shape)
  return 'dataSync' in arg || data?.length === size ? null : `${found} with ${data?.length ?? 0} values`
}

const isCount = (dim: unknown): boolean => Number.isInteger(dim) && (dim as number) >= 0

function dtypeOf(x: FloatInput): string {
  if ('dataSync' in x) return x.dtype
  const data: unknown = x.data
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Int32Array) return 'int32'
  return Array.isArray(data) ? 'Array' : 'unknown data'
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
