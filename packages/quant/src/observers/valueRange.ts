/** @file Ranges of reals: of values, and the union of two. */
import type { ValueRange } from './observer.ts'

/** The least and greatest of `values`, all finite; null when there are none. */
export function rangeOf(values: Float32Array): ValueRange | null {
  if (values.length === 0) return null
  let min = values[0]!
  let max = min
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!
    if (value < min) min = value
    else if (value > max) max = value
  }
  // Never -0: JSON does not keep it, and states of equal data shall be equal.
  return { min: min + 0, max: max + 0 }
}

/** The smallest range that contains both; null is the empty range. */
export function unionRange(a: ValueRange | null, b: ValueRange | null): ValueRange | null {
  if (a === null || b === null) return a ?? b
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}
