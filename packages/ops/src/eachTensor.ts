/** @file The tfjs tensors inside a value: to dispose them, to count them, to map them. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { isQuantizedTensor, isTensor, type Value } from './value.ts'

/** Calls `visit` for each tfjs tensor inside `value`, e.g. `eachTensor(value, (tensor) => tensor.dispose())`. */
export function eachTensor(value: Value, visit: (tensor: Tensor) => void): void {
  if (isTensor(value)) visit(value)
  else if (Array.isArray(value)) for (const item of value as readonly Value[]) eachTensor(item, visit)
  else if (isRecord(value)) for (const item of Object.values(value)) eachTensor(item, visit)
}

/** Rebuilds `value` with each tfjs tensor mapped. */
export function mapTensors(value: Value, map: (tensor: Tensor) => Tensor): Value {
  if (isTensor(value)) return map(value)
  if (Array.isArray(value)) return value.map((item: Value) => mapTensors(item, map))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTensors(item as Value, map)]))
}

/** Records of values; a result may also hold plain numbers, strings, booleans and nulls. */
const isRecord = (value: Value): value is Readonly<Record<string, Value>> =>
  typeof value === 'object' &&
  value !== null &&
  !isQuantizedTensor(value) &&
  !('axes' in value) &&
  Object.getPrototypeOf(value) === Object.prototype
