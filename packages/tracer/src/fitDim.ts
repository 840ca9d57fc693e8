/**
 * @file Fits a multilinear polynomial to a number seen at several sizes: finite differences over steps of one, in the basis
 * of products (d - low) over subsets of the dims, which needs no division.
 */
import { addDims, type Dim, evaluateDim, multiplyDims, namedDim } from '@tsfx/ir'
import type { DimSizes, TracePoint } from './tracePoints.ts'

/** The dim that takes `values[i]` at `points[i]`, or null when no such polynomial does. */
export function fitDim(
  dims: readonly DimSizes[],
  points: readonly TracePoint[],
  values: readonly number[],
): Dim | null {
  const [first] = values
  if (values.every((value) => Object.is(value, first))) return first as number
  if (!values.every(Number.isInteger)) return null
  const seen = points.flatMap(({ raised }, i) => (raised ? [{ raised, value: values[i] as number }] : []))
  let fitted: Dim = 0
  for (const { raised } of seen) {
    const coefficient = seen
      .filter((other) => other.raised.every((name) => raised.includes(name)))
      .reduce((sum, other) => sum + (-1) ** (raised.length - other.raised.length) * other.value, 0)
    fitted = addDims(fitted, multiplyDims(coefficient, product(dims, raised)))
  }
  return points.every(({ sizes }, i) => evaluateDim(fitted, sizes) === values[i]) ? fitted : null
}

function product(dims: readonly DimSizes[], raised: readonly string[]): Dim {
  return dims
    .filter(({ name }) => raised.includes(name))
    .reduce<Dim>((factor, { name, low }) => multiplyDims(factor, addDims(namedDim(name), -low)), 1)
}
