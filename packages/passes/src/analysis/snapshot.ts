/** @file Values of a run as plain data, which outlives the run. */
import type { Arg } from '@tsfx/ir'
import { type CallArgs, isQuantizedTensor, isQuantizedWeight, isTensor, type Value } from '@tsfx/ops'
import type { QuantizedTensor, QuantizedWeight } from '@tsfx/runtime'

/** A tfjs tensor's content. */
export interface TensorData {
  readonly kind: 'tensor'
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array | Uint8Array
}

/** Tensors as data, attributes as they are. */
export type Snapshot =
  | TensorData
  | QuantizedTensor
  | QuantizedWeight
  | number
  | string
  | boolean
  | null
  | readonly Snapshot[]
  | { readonly [name: string]: Snapshot }

/** Copies a value, an argument, or all arguments of a call. */
export function snapshot(value: Value | Arg | CallArgs): Snapshot {
  if (isTensor(value)) {
    const data = value.dataSync().slice() as TensorData['data']
    return { kind: 'tensor', dtype: value.dtype, shape: [...value.shape], data }
  }
  if (typeof value !== 'object' || value === null) return value
  // Quantized values belong to no backend and are never written to.
  if (isQuantizedTensor(value) || isQuantizedWeight(value)) return value
  if (Array.isArray(value)) return value.map((item: Value | Arg) => snapshot(item))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, snapshot(item as Value | Arg)]))
}

export const isTensorData = (value: object): value is TensorData => 'kind' in value && value.kind === 'tensor'

/** The real numbers of each tensor in it, in order; those of quantized tensors are what their steps stand for. */
export function realNumbers(value: Snapshot): readonly Float64Array[] {
  if (typeof value !== 'object' || value === null || isQuantizedWeight(value)) return []
  if (isTensorData(value)) return [Float64Array.from(value.data)]
  if (isQuantizedTensor(value)) {
    const { scale, zeroPoint } = value
    return [Float64Array.from(value.data, (step) => scale * (step - zeroPoint))]
  }
  return Object.values(value).flatMap((item: Snapshot) => realNumbers(item))
}
