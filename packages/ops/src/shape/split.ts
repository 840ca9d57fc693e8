/** @file Sizes of the parts of split. Source: tfjs `split_util.prepareSplitSize`. */
import { addDims, type Dim, divideDims, equalDims, printShape, subtractDims } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

/**
 * The size of each part of an axis of size `dim`: `parts` equal ones, or as listed, where one -1 stands for what is left.
 * @throws TSFX0511 when the parts do not add up to the axis for each value of the named dims.
 */
export function partSizes(
  op: string,
  dim: Dim,
  axis: number,
  parts: number | readonly Dim[],
): readonly Dim[] {
  if (typeof parts === 'number') {
    const size = divideDims(dim, parts)
    if (size !== null) return new Array<Dim>(parts).fill(size)
    throw badInputs({ op, problem: `axis ${axis}, of size ${dim}, is not divided evenly by ${parts}` })
  }
  const known = parts.filter((part) => part !== -1)
  const total = known.reduce<Dim>((sum, part) => addDims(sum, part), 0)
  const rest = subtractDims(dim, total)
  const fits =
    known.length === parts.length
      ? equalDims(total, dim)
      : known.length === parts.length - 1 && !(typeof rest === 'number' && rest < 0)
  if (!fits)
    throw badInputs({
      op,
      problem: `parts ${printShape(parts)} do not add up to axis ${axis}, of size ${dim}`,
    })
  return parts.map((part) => (part === -1 ? rest : part))
}
