/** @file The layouts of the vectors' sources, brought to ours (tests only). */
import type { QuantizedDType, QuantizedTensor } from '../quantizedTensor.ts'
import type { WeightedLayer } from '../weightedLayer.ts'

/** Axes of `shape` in the order `permutation`. */
export function transpose(
  data: readonly number[],
  shape: readonly number[],
  permutation: readonly number[],
): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  return permutation
    .reduce<number[]>(
      (offsets, axis) =>
        offsets.flatMap((offset) =>
          Array.from({ length: shape[axis]! }, (_, i) => offset + i * strides[axis]!),
        ),
      [0],
    )
    .map((offset) => data[offset]!)
}

const permuted = (shape: readonly number[], permutation: readonly number[]) =>
  permutation.map((axis) => shape[axis]!)

/** An 8-bit array of stored values. */
export const stored = (dtype: QuantizedDType, values: readonly number[]): Int8Array | Uint8Array =>
  dtype === 'int8' ? Int8Array.from(values) : Uint8Array.from(values)

export interface TensorSource {
  readonly dtype: QuantizedDType
  readonly data: readonly number[]
  readonly shape: readonly number[]
  readonly scale: number
  readonly zeroPoint: number
}

/** A quantized tensor, its axes brought to the order `permutation`. */
export const tensor = (
  source: TensorSource,
  permutation: readonly number[] = source.shape.map((_, axis) => axis),
): QuantizedTensor => ({
  kind: 'quantized',
  dtype: source.dtype,
  data: stored(source.dtype, transpose(source.data, source.shape, permutation)),
  shape: permuted(source.shape, permutation),
  scale: Math.fround(source.scale),
  zeroPoint: source.zeroPoint,
})

export interface LayerSource {
  readonly dtype: QuantizedDType
  readonly data: readonly number[]
  /** Shape of `data`. */
  readonly shape: readonly number[]
  readonly scales: readonly number[]
  readonly zeroPoints: readonly number[]
  readonly bias?: readonly number[] | undefined
  readonly axes: readonly number[]
}

/** A layer whose weight is permuted, then given the shape `shape`. */
export function layer(
  source: LayerSource,
  permutation: readonly number[],
  shape?: readonly number[],
): WeightedLayer {
  const perTensor = source.scales.length === 1 && source.zeroPoints.length === 1
  const count = Math.max(source.scales.length, source.zeroPoints.length)
  const spread = (values: readonly number[]) =>
    Array.from({ length: count }, (_, i) => values[i] ?? values[0]!)
  return {
    weight: {
      dtype: source.dtype,
      data: stored(source.dtype, transpose(source.data, source.shape, permutation)),
      shape: shape ?? permuted(source.shape, permutation),
      scale: Float32Array.from(spread(source.scales)),
      zeroPoint: Int32Array.from(spread(source.zeroPoints)),
      axes: perTensor ? [] : source.axes,
    },
    bias: source.bias && Int32Array.from(source.bias),
  }
}

export const NCHW_TO_NHWC = [0, 2, 3, 1]
export const NHWC_TO_NCHW = [0, 3, 1, 2]
export const OIHW_TO_HWIO = [2, 3, 1, 0]
export const OHWI_TO_HWIO = [1, 2, 3, 0]

/** Explicit padding from top, left, bottom, right. */
export const padOf = (tlbr: readonly number[]) =>
  [
    [0, 0],
    [tlbr[0]!, tlbr[2]!],
    [tlbr[1]!, tlbr[3]!],
    [0, 0],
  ] as const

/** Scalars and one-element lists as lists. */
export const listOf = (value: number | number[] | undefined): number[] =>
  value === undefined ? [0] : typeof value === 'number' ? [value] : value
