/** @file Ops of a batch that take a single item too, as tfjs does. */
import { type Dim, type TensorType, tensorType } from '@tsfx/ir'

/** The shape that `rule` says for a batch of rank `rank`, or for x as a batch of one. */
export function batchOf(
  x: TensorType,
  rank: number,
  rule: (batch: TensorType) => readonly Dim[],
): readonly Dim[] {
  if (x.shape.length !== rank - 1) return rule(x)
  return rule(tensorType(x.dtype, [1, ...x.shape])).slice(1)
}
