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

/** The indices of the fewest points that no polynomial meets: those of one dim alone, where they are enough. */
export function tellingPoints(
  dims: readonly DimSizes[],
  points: readonly TracePoint[],
  values: readonly number[],
): readonly number[] {
  const all = [...points.keys()]
  const isAlone = (dim: DimSizes, at: number): boolean =>
    dims.every((other) => other === dim || points[at]?.sizes[other.name] === other.low)
  for (const indices of [...dims.map((dim) => all.filter((at) => isAlone(dim, at))), all]) {
    const pick = <T>(list: readonly T[], count: number): readonly T[] =>
      indices.slice(0, count).map((at) => list[at] as T)
    const last = indices.findIndex((_, n) => fitDim(dims, pick(points, n + 1), pick(values, n + 1)) === null)
    if (last >= 0) return indices.filter((at, n) => n === last || (n < last && points[at]?.raised))
  }
  return all
}

function product(dims: readonly DimSizes[], raised: readonly string[]): Dim {
  return dims
    .filter(({ name }) => raised.includes(name))
    .reduce<Dim>((factor, { name, low }) => multiplyDims(factor, addDims(namedDim(name), -low)), 1)
}
