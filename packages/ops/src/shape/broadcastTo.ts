/** @file Shape of broadcastTo. Source: tfjs `broadcastTo`. */
import { type Dim, equalDims, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

/**
 * `shape`, when x, aligned at the end, has in each axis its size or 1.
 * @throws TSFX0511 when it has another.
 */
export function broadcastToShape(op: string, x: TensorType, shape: readonly Dim[]): readonly Dim[] {
  const added = shape.length - x.shape.length
  const fits = added >= 0 && x.shape.every((dim, axis) => dim === 1 || equalDims(dim, shape[axis + added]!))
  if (fits && !shape.includes(-1)) return shape
  throw badInputs({ op, problem: `${printShape(x.shape)} does not broadcast to ${printShape(shape)}` })
}
