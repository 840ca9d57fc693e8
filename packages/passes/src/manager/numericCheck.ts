/** @file Compares what a graph computes before and after a pass. */

import type { Tensor } from '@tensorflow/tfjs-core'
import type { Graph } from '@tsfx/ir'
import { eachTensor, interpret, type Value } from '@tsfx/ops'

/** Inputs to run both versions on, and how far the results may be apart. */
export interface NumericCheck {
  readonly inputs: Readonly<Record<string, Tensor>>
  /** Largest difference, relative to the largest magnitude of the result; 0 asks for equal numbers. */
  readonly tolerance: number
}

/** The numbers of a graph's result, one array for each tensor. */
export function resultNumbers(graph: Graph, { inputs }: NumericCheck): readonly Float64Array[] {
  const result = interpret(graph, inputs)
  const numbers = numbersOf(result)
  eachTensor(result, (tensor) => tensor.dispose())
  return numbers
}

/** Numbers of the float tensors in a value. */
function numbersOf(value: Value): readonly Float64Array[] {
  const numbers: Float64Array[] = []
  eachTensor(value, (tensor) => numbers.push(Float64Array.from(tensor.dataSync() as Float32Array)))
  return numbers
}

/** How the results differ, in words, or null when they agree within `tolerance`. */
export function resultDifference(
  before: readonly Float64Array[],
  after: readonly Float64Array[],
  tolerance: number,
): string | null {
  if (before.length !== after.length) return `it has ${after.length} results instead of ${before.length}`
  for (const [i, expected] of before.entries()) {
    const actual = after[i]!
    if (actual.length !== expected.length)
      return `result ${i} has ${actual.length} numbers instead of ${expected.length}`
    // An infinity among the results must not make every difference small.
    const largest = expected.filter(Number.isFinite).reduce((max, value) => Math.max(max, Math.abs(value)), 0)
    const at = expected.findIndex((value, k) => !isClose(value, actual[k]!, tolerance * largest))
    if (at >= 0) return `number ${at} of result ${i} is ${actual[at]} instead of ${expected[at]}`
  }
  return null
}

/** NaN agrees with NaN, and an infinity with itself. */
const isClose = (a: number, b: number, distance: number): boolean =>
  a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= distance
