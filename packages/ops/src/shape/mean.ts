/** @file Shape of mean, float and integer. */
import type { Dim, TensorType } from '@tsfx/ir'
import { expectAxis } from '../expectType.ts'

/**
 * The shape without the axes (null: all) the mean is taken over; with `keepDims` they stay as 1.
 * @throws TSFX0511 when x has no such axis.
 */
export function meanShape(
  op: string,
  x: TensorType,
  axis: readonly number[] | null,
  keepDims: boolean,
): Dim[] {
  const rank = x.shape.length
  const gone = new Set((axis ?? [...x.shape.keys()]).map((entry) => expectAxis(op, entry, rank)))
  return x.shape.flatMap((dim, i) => (gone.has(i) ? (keepDims ? [1] : []) : [dim]))
}
