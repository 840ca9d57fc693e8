/** @file Types of element-wise ops with two inputs. Source: tfjs `makeTypesMatch`. */
import { type DType, printType, type TensorType, tensorType } from '@tsfx/ir'
import { broadcastShape } from './broadcastShape.ts'
import { badInputs } from './diagnostics.generated.ts'

/** From narrow to wide; the wider dtype of two wins. */
const NUMERIC: readonly DType[] = ['bool', 'int32', 'float32']

/**
 * The broadcast shape in the wider dtype.
 * @throws TSFX0511 when shapes do not broadcast or a dtype is not numeric.
 */
export function broadcastType(op: string, a: TensorType, b: TensorType): TensorType {
  const [left, right] = [NUMERIC.indexOf(a.dtype), NUMERIC.indexOf(b.dtype)]
  if (left < 0 || right < 0)
    throw badInputs({ op, problem: `cannot compute with ${printType(a)} and ${printType(b)}` })
  return tensorType(NUMERIC[Math.max(left, right)]!, broadcastShape(op, a.shape, b.shape))
}
