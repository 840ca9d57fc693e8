/** @file Shape of slice. Source: tfjs `slice_util.parseSliceParams` and `assertParamsValid`. */
import { addDims, type Dim, printShape, subtractDims, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

/**
 * `size`, where -1 stands for all from `begin` on.
 * @throws TSFX0511 unless there is one begin and one size for each axis, and all of it lies inside x.
 */
export function sliceShape(op: string, x: TensorType, begin: readonly Dim[], size: readonly Dim[]): Dim[] {
  const rank = x.shape.length
  if (rank === 0) throw badInputs({ op, problem: 'a scalar has no axis to slice' })
  if (begin.length !== rank || size.length !== rank) {
    throw badInputs({
      op,
      problem: `begin ${printShape(begin)} and size ${printShape(size)} must have an entry for each axis of ${printShape(x.shape)}`,
    })
  }
  return x.shape.map((dim, axis) => {
    const [from, count] = [begin[axis]!, size[axis]!]
    const taken = count === -1 ? subtractDims(dim, from) : count
    const rest = subtractDims(dim, addDims(from, taken))
    if ([from, taken, rest].some((entry) => typeof entry === 'number' && entry < 0)) {
      throw badInputs({
        op,
        problem: `${count} from ${from} on does not lie inside axis ${axis} of ${printShape(x.shape)}`,
      })
    }
    return taken
  })
}
