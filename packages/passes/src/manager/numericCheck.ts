/** @file Compares what a graph computes before and after a pass. */

import type { Tensor } from '@tensorflow/tfjs-core'
import { type Graph, printShape } from '@tsfx/ir'
import { eachTensor, interpret, isQuantizedTensor, isQuantizedWeight } from '@tsfx/ops'
import { isTensorData, realNumbers, type Snapshot, snapshot } from '../analysis/snapshot.ts'

/** Inputs to run both versions on, and how far the results may be apart. */
export interface NumericCheck {
  readonly inputs: Readonly<Record<string, Tensor>>
  /** Largest difference, relative to the largest magnitude of the result; 0 asks for equal numbers. */
  readonly tolerance: number
}

/** What a graph computes from the inputs of the check, as data. */
export function resultOf(graph: Graph, { inputs }: NumericCheck): Snapshot {
  const result = interpret(graph, inputs)
  const copy = snapshot(result)
  eachTensor(result, (tensor) => tensor.dispose())
  return copy
}

/** The numbers of a graph's result, one array for each tensor. */
export const resultNumbers = (graph: Graph, check: NumericCheck): readonly Float64Array[] =>
  realNumbers(resultOf(graph, check))

/**
 * How two results differ, in words, or null when they agree: lists, keys of records, shapes and dtypes in full, numbers
 * within `tolerance`. `place` says what is compared: `result.y[0]`.
 */
export function valueDifference(
  expected: Snapshot,
  actual: Snapshot,
  tolerance: number,
  place = 'result',
): string | null {
  const [form, wanted] = [formOf(actual), formOf(expected)]
  if (form !== wanted) return `${place} is ${form} instead of ${wanted}`
  const items = itemsOf(expected)
  if (!items) return leafDifference(expected, actual, tolerance, place)
  const others = itemsOf(actual) as Readonly<Record<string, Snapshot>>
  for (const [key, item] of Object.entries(items)) {
    const at = Array.isArray(expected) ? `${place}[${key}]` : `${place}.${key}`
    const problem = valueDifference(item, others[key]!, tolerance, at)
    if (problem) return problem
  }
  return null
}

/** What must be equal whatever the tolerance: `float32[2, 3]`, `a list of 2`, `a record of "y"`, or a constant. */
function formOf(value: Snapshot): string {
  const items = itemsOf(value)
  if (Array.isArray(items)) return `a list of ${items.length}`
  if (items) {
    const keys = Object.keys(items).sort()
    return `a record of ${keys.map((key) => JSON.stringify(key)).join(', ') || 'nothing'}`
  }
  if (isLeaf(value)) return `${value.dtype}${printShape(value.shape)}`
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

type Leaf = Extract<Snapshot, { readonly dtype: string; readonly shape: readonly number[] }>

const isLeaf = (value: Snapshot): value is Leaf =>
  typeof value === 'object' &&
  value !== null &&
  (isTensorData(value) || isQuantizedTensor(value) || isQuantizedWeight(value))

/** The items of a list or the fields of a record; null for what is neither. */
const itemsOf = (value: Snapshot): readonly Snapshot[] | Readonly<Record<string, Snapshot>> | null =>
  typeof value === 'object' && value !== null && !isLeaf(value) ? value : null

function leafDifference(
  expected: Snapshot,
  actual: Snapshot,
  tolerance: number,
  place: string,
): string | null {
  const actuals = leafNumbers(actual)
  for (const [i, numbers] of leafNumbers(expected).entries()) {
    const problem = numbersDifference(numbers, actuals[i]!, tolerance, place)
    if (problem) return problem
  }
  return null
}

const leafNumbers = (value: Snapshot): readonly Float64Array[] =>
  isQuantizedWeight(value)
    ? [value.data, value.scale, value.zeroPoint].map((numbers) => Float64Array.from(numbers))
    : realNumbers(value)

/** How numbers differ, tensor by tensor, in words, or null when they agree within `tolerance`. */
export function resultDifference(
  before: readonly Float64Array[],
  after: readonly Float64Array[],
  tolerance: number,
): string | null {
  if (before.length !== after.length) return `it has ${after.length} results instead of ${before.length}`
  for (const [i, expected] of before.entries()) {
    const problem = numbersDifference(expected, after[i]!, tolerance, `result ${i}`)
    if (problem) return problem
  }
  return null
}

function numbersDifference(
  expected: Float64Array,
  actual: Float64Array,
  tolerance: number,
  place: string,
): string | null {
  if (actual.length !== expected.length)
    return `${place} has ${actual.length} numbers instead of ${expected.length}`
  // An infinity among the results must not make every difference small.
  const largest = expected.filter(Number.isFinite).reduce((max, value) => Math.max(max, Math.abs(value)), 0)
  const at = expected.findIndex((value, k) => !isClose(value, actual[k]!, tolerance * largest))
  return at < 0 ? null : `number ${at} of ${place} is ${actual[at]} instead of ${expected[at]}`
}

/** NaN agrees with NaN, and an infinity with itself. */
const isClose = (a: number, b: number, distance: number): boolean =>
  a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= distance
