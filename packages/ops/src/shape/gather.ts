/** @file Shape of gather. Source: tfjs `segment_util.collectGatherOpShapeInfo`. */
import { type Dim, equalDims, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { expectAxis } from '../expectType.ts'

/**
 * `x.shape` with the axis replaced by the axes of `indices` behind the first `batchDims`, which both have.
 * @throws TSFX0511 when these differ, or lie behind the axis.
 */
export function gatherShape(
  op: string,
  x: TensorType,
  indices: TensorType,
  axis: number,
  batchDims: number,
): Dim[] {
  const along = expectAxis(op, axis, x.shape.length)
  const rank = indices.shape.length
  const shared = batchDims < 0 ? batchDims + rank : batchDims
  const fits =
    shared >= 0 &&
    shared <= rank &&
    shared <= along &&
    indices.shape.slice(0, shared).every((dim, i) => equalDims(dim, x.shape[i]!))
  if (!fits) {
    throw badInputs({
      op,
      problem: `x ${printShape(x.shape)} and indices ${printShape(indices.shape)} do not share ${batchDims} dims before axis ${axis}`,
    })
  }
  return [...x.shape.slice(0, along), ...indices.shape.slice(shared), ...x.shape.slice(along + 1)]
}
