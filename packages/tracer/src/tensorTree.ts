/** @file Lists and records of tensors, as calls take them and forward returns them. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { isTensor } from '@tsfx/ops'

/** Says whether `value` is a record, and not an instance of a class. */
export function isPlainRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** Says whether `test` accepts `value`, or something in the lists and records it is made of. */
export function mentions(value: unknown, test: (item: unknown) => boolean): boolean {
  if (test(value)) return true
  if (Array.isArray(value)) return value.some((item) => typeof item === 'object' && mentions(item, test))
  return isPlainRecord(value) && Object.values(value).some((item) => mentions(item, test))
}

/** Rebuilds lists and records with each tensor mapped. */
export function mapTensors(value: unknown, map: (tensor: Tensor) => unknown): unknown {
  if (isTensor(value)) return map(value)
  if (Array.isArray(value)) return value.map((item) => mapTensors(item, map))
  if (isPlainRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTensors(item, map)]))
  return value
}
