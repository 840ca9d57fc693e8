/** @file Shapes of gatherND and of what scatters. Source: tfjs `gather_nd_util` and `scatter_nd_util`. */
import { type Dim, equalDims, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

/**
 * `[..., K]` indices into x -> `[..., rest of x behind K axes]`.
 * @throws TSFX0511 when K is no number, or more than x has axes.
 */
export function gatherNDShape(op: string, x: TensorType, indices: TensorType): Dim[] {
  const depth = indices.shape.at(-1)
  if (typeof depth === 'number' && depth <= x.shape.length && x.shape.length > 0)
    return [...indices.shape.slice(0, -1), ...x.shape.slice(depth)]
  throw badInputs({
    op,
    problem: `the last axis of indices ${printShape(indices.shape)} must be a number, and at most the rank of ${printShape(x.shape)}`,
  })
}

/**
 * `shape`, when `updates` has an entry for each of the indices `[..., K]`, of the size of what is behind K axes.
 * @throws TSFX0511 when it has not.
 */
export function scatterShape(
  op: string,
  indices: TensorType,
  updates: TensorType,
  shape: readonly Dim[],
): readonly Dim[] {
  const isVector = indices.shape.length === 1
  const depth = isVector ? 1 : indices.shape.at(-1)
  const entries = isVector ? indices.shape : indices.shape.slice(0, -1)
  const expected =
    typeof depth === 'number' && depth <= shape.length ? [...entries, ...shape.slice(depth)] : null
  const fits =
    expected !== null &&
    indices.shape.length > 0 &&
    expected.length === updates.shape.length &&
    expected.every((dim, axis) => equalDims(dim, updates.shape[axis]!))
  if (fits) return shape
  throw badInputs({
    op,
    problem: `indices ${printShape(indices.shape)} and updates ${printShape(updates.shape)} do not fit ${printShape(shape)}`,
  })
}
