/** @file Compares what a graph computes before and after a pass. */

import type { Tensor } from '@tensorflow/tfjs-core'
import type { FxNode, Graph } from '@tsfx/ir'
import { eachTensor, interpret, type Value } from '@tsfx/ops'

/** Inputs to run both versions on, and how far the results may be apart. */
export interface NumericCheck {
  readonly inputs: Readonly<Record<string, Tensor>>
  /** Largest difference, relative to the largest magnitude of the result; 0 asks for equal numbers. */
  readonly tolerance: number
}

/** The numbers of a graph's result, one array for each tensor. */
export function resultNumbers(
  graph: Graph,
  { inputs }: NumericCheck,
  onValue: (node: FxNode, value: Value) => void = () => {},
): readonly Float64Array[] {
  const result = interpret(graph, inputs, { onValue })
  const numbers = numbersOf(result)
  eachTensor(result, (tensor) => tensor.dispose())
  return numbers
}

/**
 * The first node of `after`, in execution order, whose value is not that of the node of its name in `before`; null
 * when all agree. Parameters are left out: a pass that folds something into them changes them on purpose.
 */
export function firstDifferentNode(before: Graph, after: Graph, check: NumericCheck): FxNode | null {
  const expected = new Map<string, readonly Float64Array[]>()
  resultNumbers(before, check, (node, value) => {
    if (isCall(node) && after.find(node.name)) expected.set(node.name, numbersOf(value))
  })
  let first: FxNode | null = null
  resultNumbers(after, check, (node, value) => {
    const known = first === null && isCall(node) ? expected.get(node.name) : undefined
    const numbers = known && numbersOf(value)
    // A float value and its integers of the same name are not to be compared number by number.
    if (known?.length !== numbers?.length) return
    if (known && numbers && resultDifference(known, numbers, check.tolerance)) first = node
  })
  return first
}

const isCall = ({ kind }: FxNode): boolean => kind === 'call_function' || kind === 'call_module'

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
