/** @file Shape of concat, float and integer. */
import { addDims, type Dim, equalDims, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { expectAxis } from '../expectType.ts'

/**
 * The inputs' shape, with the sizes along `axis` (from the end when negative) added up.
 * @throws TSFX0511 when there is no input, or the shapes differ beside the axis.
 */
export function concatShape(op: string, xs: readonly TensorType[], axis: number): Dim[] {
  const first = xs[0]
  if (!first) throw badInputs({ op, problem: 'there is nothing to concatenate' })
  const along = expectAxis(op, axis, first.shape.length)
  const shape = [...first.shape]
  for (const { shape: other } of xs.slice(1)) {
    if (other.length !== shape.length || other.some((dim, i) => i !== along && !equalDims(dim, shape[i]!))) {
      throw badInputs({
        op,
        problem: `${printShape(first.shape)} and ${printShape(other)} differ beside axis ${axis}`,
      })
    }
    shape[along] = addDims(shape[along]!, other[along]!)
  }
  return shape
}
