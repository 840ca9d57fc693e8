/** @file Shape of pad, float and integer. */
import { addDims, type Dim, printShape, type TensorType } from '@tsfx/ir'
import type { PadPairs } from '../attr.ts'
import { badInputs } from '../diagnostics.generated.ts'

/**
 * Each dim grown by what is added before and after.
 * @throws TSFX0511 unless there is one pair of counts for each axis.
 */
export function padShape(op: string, x: TensorType, paddings: PadPairs): Dim[] {
  if (paddings.length !== x.shape.length || paddings.flat().some((count) => count < 0)) {
    throw badInputs({
      op,
      problem: `paddings ${JSON.stringify(paddings)} do not fit ${printShape(x.shape)}: one [before, after] for each axis`,
    })
  }
  return x.shape.map((dim, i) => addDims(dim, paddings[i]![0] + paddings[i]![1]))
}
