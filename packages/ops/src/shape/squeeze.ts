/** @file Shape of squeeze. Source: tfjs `util.squeezeShape`. */
import { type Dim, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { expectAxis } from '../expectType.ts'

/**
 * The shape without the axes given, which have size 1; without all of size 1 when none are given.
 * @throws TSFX0511 for an axis of another size, and when none are given and one of x has a name: it may be 1 at times.
 */
export function squeezeShape(op: string, x: TensorType, axes: readonly number[] | null): Dim[] {
  if (axes === null) {
    const named = x.shape.findIndex((dim) => typeof dim !== 'number')
    if (named < 0) return x.shape.filter((dim) => dim !== 1)
    throw badInputs({
      op,
      problem: `whether axis ${named} of ${printShape(x.shape)} goes depends on its size; give the axes that go`,
    })
  }
  const gone = new Set(axes.map((axis) => expectAxis(op, axis, x.shape.length)))
  const wide = [...gone].find((axis) => x.shape[axis] !== 1)
  if (wide !== undefined || gone.size < axes.length) {
    throw badInputs({
      op,
      problem: `axes [${axes}] of ${printShape(x.shape)} must be different, and of size 1 for each value of the named dims`,
    })
  }
  return x.shape.filter((_, axis) => !gone.has(axis))
}
