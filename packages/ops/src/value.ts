/** @file The values an interpreted graph computes with. */

import type { Tensor } from '@tensorflow/tfjs-core'
import type { QuantizedTensor, QuantizedWeight } from '@tsfx/runtime'

/** A float (or int32, bool) tensor of tfjs, a quantized tensor, a quantized weight, or a list or record of values. */
export type Value = Tensor | QuantizedTensor | QuantizedWeight | readonly Value[] | ValueRecord

export interface ValueRecord {
  readonly [name: string]: Value
}

/** Says whether `value` is a tfjs tensor, by shape, as tfjs itself does. */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'dataId' in value && 'dtype' in value && 'shape' in value

/** Says whether `value` is a quantized tensor. */
export const isQuantizedTensor = (value: unknown): value is QuantizedTensor =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'quantized'

/** Says whether `value` is a quantized weight, by shape. */
export const isQuantizedWeight = (value: unknown): value is QuantizedWeight =>
  typeof value === 'object' &&
  value !== null &&
  'axes' in value &&
  'scale' in value &&
  value.scale instanceof Float32Array
