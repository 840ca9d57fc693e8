/** @file The inputs of `forward` as an emitted module declares them. */

export type InputDType = 'float32' | 'int32' | 'bool'

/** A size; a name for any size, so that equal names are equal sizes; null for any size at all. */
export type InputDim = number | string | null
export type InputShape = readonly InputDim[]

/** A tensor: its shape, with its dtype where that is not float32. */
export type TensorSpec = InputShape | { readonly shape: InputShape; readonly dtype: InputDType }

/** A value that the module was made for, and that is no tensor; undefined: nothing was given. */
export type ConstantSpec = number | string | boolean | null | undefined

/** A parameter of `forward`: a tensor, a list or record of parameters, or a constant. */
export type InputSpec =
  | TensorSpec
  | ConstantSpec
  | readonly InputSpec[]
  | { readonly [name: string]: InputSpec }

/** The tensors that `forward` takes, in the order of its parameters. */
export type TensorSpecs = Readonly<Record<string, TensorSpec>>

export interface TensorInput {
  readonly name: string
  readonly shape: InputShape
  readonly dtype: InputDType
}

/** The tensor that `spec` declares, with its defaults; null when it declares a list, a record or a constant. */
export function tensorInput(name: string, spec: InputSpec): TensorInput | null {
  if (typeof spec !== 'object' || spec === null) return null
  if (isShape(spec)) return { name, shape: spec, dtype: 'float32' }
  return 'dtype' in spec && typeof spec.dtype === 'string' && isShape(spec.shape)
    ? { name, shape: spec.shape, dtype: spec.dtype as InputDType }
    : null
}

const isShape = (spec: unknown): spec is InputShape =>
  Array.isArray(spec) &&
  spec.every((dim) => dim === null || typeof dim === 'number' || typeof dim === 'string')
