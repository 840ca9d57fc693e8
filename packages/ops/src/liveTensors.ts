/**
 * @file The tensors that an interpreted graph holds at the moment. A tensor is disposed when the last value that holds it
 * dies; two nodes may hold one tensor, since some ops return their input.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { isQuantizedTensor, isTensor, type Value } from './value.ts'

/** Calls `visit` for each tfjs tensor inside `value`. */
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

export class LiveTensors {
  readonly #holders = new Map<Tensor, number>()
  readonly #foreign = new Set<Tensor>()

  /** Marks tensors that are not ours to dispose: inputs of the user, variables of the model. */
  lend(value: Value): void {
    eachTensor(value, (tensor) => this.#foreign.add(tensor))
  }

  hold(value: Value): void {
    eachTensor(value, (tensor) => this.#holders.set(tensor, (this.#holders.get(tensor) ?? 0) + 1))
  }

  release(value: Value): void {
    eachTensor(value, (tensor) => {
      const holders = (this.#holders.get(tensor) ?? 0) - 1
      this.#holders.set(tensor, holders)
      if (holders === 0 && !this.#foreign.has(tensor)) tensor.dispose()
    })
  }
}
