/** @file Shapes of reshape and flatten, float and integer. */
import { type Dim, divideDims, equalDims, multiplyDims, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { expectAxis } from '../expectType.ts'

const sizeOf = (shape: readonly Dim[]): Dim => shape.reduce<Dim>((size, dim) => multiplyDims(size, dim), 1)

/**
 * `shape` with its -1 (at most one) worked out.
 * @throws TSFX0511 when the sizes differ for some value of the named dims.
 */
export function reshapeShape(op: string, x: TensorType, shape: readonly Dim[]): Dim[] {
  const total = sizeOf(x.shape)
  const known = shape.filter((dim) => dim !== -1)
  const rest = known.length === shape.length ? 1 : divideDims(total, sizeOf(known))
  const fits =
    shape.length - known.length <= 1 && rest !== null && equalDims(multiplyDims(sizeOf(known), rest), total)
  if (!fits) throw badInputs({ op, problem: `${printShape(x.shape)} does not fit into ${printShape(shape)}` })
  return shape.map((dim) => (dim === -1 ? rest : dim))
}

/**
 * `[rows, ...]` -> `[rows, rest]`.
 * @throws TSFX0511 when x has other rows.
 */
export function flattenShape(op: string, x: TensorType, rows: Dim): Dim[] {
  expectAxis(op, 0, x.shape.length)
  if (!equalDims(x.shape[0]!, rows))
    throw badInputs({ op, problem: `x ${printShape(x.shape)} does not have ${rows} rows` })
  return [rows, sizeOf(x.shape.slice(1))]
}
