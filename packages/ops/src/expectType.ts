/** @file What ops demand of their inputs' types, said in the user's terms. */
import { type DType, printShape, printType, type TensorType } from '@tsfx/ir'
import { castRemedy } from './castRemedy.ts'
import { badInputs } from './diagnostics.generated.ts'

type NamedTypes = Readonly<Record<string, TensorType | null>>

/** @throws TSFX0511 naming the input that is of none of these dtypes. */
export function expectDtype(op: string, dtypes: readonly DType[], inputs: NamedTypes): void {
  for (const [name, type] of Object.entries(inputs)) {
    if (!type || dtypes.includes(type.dtype)) continue
    const remedy = castRemedy(type.dtype, dtypes[0])
    throw badInputs({
      op,
      problem: `${name} must be ${dtypes.join(' or ')}, not ${printType(type)}${remedy}`,
    })
  }
}

/** @throws TSFX0511 naming the input that is not float32. */
export const expectFloat = (op: string, inputs: NamedTypes): void => expectDtype(op, ['float32'], inputs)

/** @throws TSFX0511 naming the input that is not an 8-bit tensor with quantization parameters. */
export function expectQuantized(op: string, inputs: NamedTypes): void {
  for (const [name, type] of Object.entries(inputs)) {
    if (type && !type.q) throw badInputs({ op, problem: `${name} must be quantized, not ${printType(type)}` })
  }
}

/** `layout` names the axes, e.g. `[N, H, W, C]`. @throws TSFX0511 when `type` has another number of axes. */
export function expectRank(op: string, name: string, type: TensorType, layout: string): void {
  if (type.shape.length !== layout.split(',').length) {
    throw badInputs({ op, problem: `${name} must be ${layout}, not ${printShape(type.shape)}` })
  }
}

/** The axis counted from 0. @throws TSFX0511 when there is none at `axis`. */
export function expectAxis(op: string, axis: number, rank: number): number {
  if (axis < -rank || axis >= rank)
    throw badInputs({ op, problem: `there is no axis ${axis} in a tensor of rank ${rank}` })
  return axis < 0 ? axis + rank : axis
}
