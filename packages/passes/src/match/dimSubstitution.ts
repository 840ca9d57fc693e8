/** @file Sizes of an example, and what they are at a match. */
import {
  type Arg,
  addDims,
  type Dim,
  DimPolynomial,
  equalDims,
  mapArg,
  multiplyDims,
  type ValueType,
} from '@tsfx/ir'

/** What the named dims of an example stand for. */
export type DimSubstitution = ReadonlyMap<string, Dim>

/** Reads from types of an example and real types of the same values what each named dim stands for; null where they contradict. */
export function readSubstitution(
  pairs: readonly (readonly [example: ValueType | null, real: ValueType | null])[],
): DimSubstitution | null {
  const found = new Map<string, Dim>()
  for (const [example, real] of pairs) {
    if (example?.kind !== 'tensor' || real?.kind !== 'tensor' || example.shape.length !== real.shape.length)
      continue
    for (const [axis, dim] of example.shape.entries()) {
      const name = nameOf(dim)
      if (name === null) continue
      const before = found.get(name)
      if (before !== undefined && !equalDims(before, real.shape[axis]!)) return null
      found.set(name, real.shape[axis]!)
    }
  }
  return found
}

/** The name of a dim that is nothing but a name. */
function nameOf(dim: Dim): string | null {
  if (!(dim instanceof DimPolynomial) || dim.terms.length !== 1) return null
  const { coefficient, names } = dim.terms[0]!
  return coefficient === 1 && names.length === 1 ? names[0]! : null
}

/** An argument with its dims as they are at the match; null when a name stands for nothing. */
export function substituteDims(arg: Arg, substitution: DimSubstitution): Arg | null {
  let complete = true
  const replaced = mapArg(arg, (leaf) => {
    if (!(leaf instanceof DimPolynomial)) return leaf
    return leaf.terms.reduce<Dim>((sum, { coefficient, names }) => {
      const product = names.reduce<Dim>((part, name) => {
        const dim = substitution.get(name)
        if (dim === undefined) complete = false
        return multiplyDims(part, dim ?? 0)
      }, coefficient)
      return addDims(sum, product)
    }, 0)
  })
  return complete ? replaced : null
}
