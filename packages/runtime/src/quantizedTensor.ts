/**
 * @file The values an emitted module passes between ops: 8-bit tensors with one affine parameter pair, and
 * float32 tensors at the borders. `real = scale * (stored - zeroPoint)`; image tensors are `[N, H, W, C]`.
 */

export type QuantizedDType = 'int8' | 'uint8'
export type QuantizedData = Int8Array | Uint8Array

/** An 8-bit tensor, row-major. */
export interface QuantizedTensor {
  readonly kind: 'quantized'
  readonly data: QuantizedData
  readonly shape: readonly number[]
  readonly dtype: QuantizedDType
  /** Real value per step, a float32. */
  readonly scale: number
  readonly zeroPoint: number
}

export interface FloatTensor {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/** What `quantize` and `forward` accept: plain float data, or any tf.Tensor (structurally). */
export type FloatInput =
  | FloatTensor
  | { readonly shape: readonly number[]; readonly dtype: string; dataSync(): ArrayLike<number> }

export interface QuantizedType {
  readonly dtype: QuantizedDType
  readonly shape: readonly number[]
  /** Real value per step, a float32. */
  readonly scale: number
  readonly zeroPoint: number
}

export interface FloatType {
  readonly dtype: 'float32'
  readonly shape: readonly number[]
}

export type ValueType = QuantizedType | FloatType
export type Value = QuantizedTensor | FloatTensor

export const isQuantized = (value: object): value is QuantizedTensor =>
  'kind' in value && value.kind === 'quantized'

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1)

export const storageRange = (dtype: QuantizedDType): readonly [low: number, high: number] =>
  dtype === 'int8' ? [-128, 127] : [0, 255]

export const allocate = (dtype: QuantizedDType, size: number): QuantizedData =>
  dtype === 'int8' ? new Int8Array(size) : new Uint8Array(size)

/** The largest distance of a stored value from its zero point. */
export function largestOffset(type: { readonly dtype: QuantizedDType; readonly zeroPoint: number }): number {
  const [low, high] = storageRange(type.dtype)
  return Math.max(type.zeroPoint - low, high - type.zeroPoint)
}
