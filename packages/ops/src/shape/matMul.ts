/** @file Shape of matMul, float and integer. */
import { type Dim, equalDims, printShape, type TensorType } from '@tsfx/ir'
import { broadcastShape } from '../broadcastShape.ts'
import { badInputs } from '../diagnostics.generated.ts'

/**
 * `[..., M, K]` by `[..., K, N]` -> `[..., M, N]`; the leading dims broadcast.
 * @throws TSFX0511 when the shapes do not fit.
 */
export function matMulShape(
  op: string,
  a: TensorType,
  b: TensorType,
  transposeA: boolean,
  transposeB: boolean,
): Dim[] {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw badInputs({
      op,
      problem: `a and b must have rank 2 or more, but are ${printShape(a.shape)} and ${printShape(b.shape)}`,
    })
  }
  const [rows, inner] = matrix(a.shape, transposeA)
  const [otherInner, columns] = matrix(b.shape, transposeB)
  if (!equalDims(inner, otherInner)) {
    throw badInputs({
      op,
      problem: `inner dims ${inner} and ${otherInner} of ${printShape(a.shape)} and ${printShape(b.shape)} differ`,
    })
  }
  return [...broadcastShape(op, a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns]
}

function matrix(shape: readonly Dim[], transpose: boolean): [Dim, Dim] {
  const [rows, columns] = shape.slice(-2) as [Dim, Dim]
  return transpose ? [columns, rows] : [rows, columns]
}
