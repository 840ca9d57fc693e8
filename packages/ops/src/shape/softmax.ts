/** @file The axis of softmax, float and integer. */
import { printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

/** @throws TSFX0511 when `dim` is not the last axis of x. */
export function expectLastAxis(op: string, x: TensorType, dim: number): void {
  const rank = x.shape.length
  if (rank === 0 || (dim !== -1 && dim !== rank - 1)) {
    throw badInputs({
      op,
      problem: `it runs over the last axis only, and ${dim} is not that of ${printShape(x.shape)}`,
    })
  }
}
