/** @file Shapes of expandDims and stack. */
import { type Dim, printShape } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

/**
 * `shape` with `size` put in before `axis`; a negative axis counts from behind the last.
 * @throws TSFX0511 when there is no such place.
 */
export function insertedShape(op: string, shape: readonly Dim[], axis: number, size: Dim): Dim[] {
  const rank = shape.length
  if (axis < -rank - 1 || axis > rank)
    throw badInputs({ op, problem: `there is no place ${axis} for an axis in ${printShape(shape)}` })
  return shape.toSpliced(axis < 0 ? axis + rank + 1 : axis, 0, size)
}
