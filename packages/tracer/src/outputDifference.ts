/** @file Where the output of the graph differs from that of the model: in a tensor, in a plain value, or in the lists and records around them. */
import { isTensor } from '@tsfx/ops'
import { tensorDifference } from './tensorDifference.ts'
import { isPlainRecord } from './tensorTree.ts'

export interface OutputDifference {
  /** Path of the place: `heads.0`. */
  readonly output: string
  readonly problem: string
}

/** The first difference; with `values` false, tensors are compared by type alone. A field that is undefined is none. */
export function outputDifference(
  expected: unknown,
  actual: unknown,
  values: boolean,
  path = '',
): OutputDifference | null {
  const differs = (problem: string): OutputDifference => ({ output: path || 'the output', problem })
  if (isTensor(expected) && isTensor(actual)) {
    const problem = tensorDifference(expected, actual, values)
    return problem === null ? null : differs(problem)
  }
  const [left, right] = [itemsOf(expected), itemsOf(actual)]
  if (!left || !right || Array.isArray(expected) !== Array.isArray(actual))
    return Object.is(expected, actual)
      ? null
      : differs(`the model gives ${show(expected)}, the graph ${show(actual)}`)
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const found = outputDifference(left.get(key), right.get(key), values, path ? `${path}.${key}` : key)
    if (found) return found
  }
  return null
}

/** The items of a list or record by key; null for anything else. */
const itemsOf = (value: unknown): ReadonlyMap<string, unknown> | null =>
  !isTensor(value) && (Array.isArray(value) || isPlainRecord(value)) ? new Map(Object.entries(value)) : null

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (isTensor(value)) return 'a tensor'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'a record'
  return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value)
}
