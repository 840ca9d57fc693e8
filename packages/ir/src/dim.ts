/**
 * @file Dimensions of a shape: a number, or a polynomial in named dims (`5*B`, `B*T`).
 *
 * Polynomials are kept canonical (terms merged, sorted, no zero coefficient, a constant one collapses to a
 * number), so equality is structural and printing is stable.
 */

/** One monomial: `coefficient * names[0] * names[1] * ...`, names sorted, repeated for powers. */
export interface DimTerm {
  readonly coefficient: number
  readonly names: readonly string[]
}

export class DimPolynomial {
  readonly terms: readonly DimTerm[]

  constructor(terms: readonly DimTerm[]) {
    this.terms = Object.freeze(
      terms.map((term) => Object.freeze({ ...term, names: Object.freeze([...term.names]) })),
    )
    Object.freeze(this)
  }

  toString(): string {
    return printDim(this)
  }
}

export type Dim = number | DimPolynomial

/** Values of named dims, e.g. `{ batch: 32 }`. */
export type DimBindings = Readonly<Record<string, number>>

const keyOf = (names: readonly string[]): string => names.join('*')

function canonical(terms: readonly DimTerm[]): Dim {
  const merged = new Map<string, DimTerm>()
  for (const { coefficient, names } of terms) {
    const key = keyOf(names)
    merged.set(key, { coefficient: (merged.get(key)?.coefficient ?? 0) + coefficient, names })
  }
  // Higher degree first, then by name: `B*T + 2*B + 1`.
  const kept = [...merged.values()]
    .filter((term) => term.coefficient !== 0)
    .sort((a, b) => b.names.length - a.names.length || (keyOf(a.names) < keyOf(b.names) ? -1 : 1))
  if (kept.length === 0) return 0
  const only = kept.length === 1 ? kept[0] : undefined
  return only && only.names.length === 0 ? only.coefficient : new DimPolynomial(kept)
}

const termsOf = (dim: Dim): readonly DimTerm[] =>
  typeof dim === 'number' ? [{ coefficient: dim, names: [] }] : dim.terms

/** A named dim, such as the batch. */
export const namedDim = (name: string): DimPolynomial =>
  new DimPolynomial([{ coefficient: 1, names: [name] }])

export const addDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a + b : canonical([...termsOf(a), ...termsOf(b)])

export const subtractDims = (a: Dim, b: Dim): Dim => addDims(a, multiplyDims(-1, b))

export function multiplyDims(a: Dim, b: Dim): Dim {
  // The sum makes 0 of -0.
  if (typeof a === 'number' && typeof b === 'number') return a * b + 0
  return canonical(
    termsOf(a).flatMap((left) =>
      termsOf(b).map((right) => ({
        coefficient: left.coefficient * right.coefficient,
        names: [...left.names, ...right.names].sort(),
      })),
    ),
  )
}

/** `a / b` when `b` is one monomial that divides every term of `a`; null otherwise. */
export function divideDims(a: Dim, b: Dim): Dim | null {
  const [divisor, ...more] = termsOf(b)
  if (!divisor || divisor.coefficient === 0 || more.length > 0) return null
  if (a === 0) return 0
  const quotients: DimTerm[] = []
  for (const { coefficient, names } of termsOf(a)) {
    const rest = [...names]
    for (const name of divisor.names) {
      const at = rest.indexOf(name)
      if (at < 0) return null
      rest.splice(at, 1)
    }
    if (coefficient % divisor.coefficient !== 0) return null
    quotients.push({ coefficient: coefficient / divisor.coefficient, names: rest })
  }
  return canonical(quotients)
}

export const equalDims = (a: Dim, b: Dim): boolean =>
  typeof a === 'number' || typeof b === 'number' ? a === b : printDim(a) === printDim(b)

/** The names a dim depends on, each once. */
export const dimNames = (dim: Dim): string[] => [...new Set(termsOf(dim).flatMap((term) => term.names))]

/** The value of a dim, or null when a name is not bound. */
export function evaluateDim(dim: Dim, bindings: DimBindings): number | null {
  let sum = 0
  for (const { coefficient, names } of termsOf(dim)) {
    let product = coefficient
    for (const name of names) {
      if (!Object.hasOwn(bindings, name)) return null
      product *= bindings[name]!
    }
    sum += product
  }
  return sum
}

/** `5*B`, `B*T + 2`, `B - 1`; a number prints as itself. */
export function printDim(dim: Dim): string {
  if (typeof dim === 'number') return String(dim)
  return dim.terms
    .map(({ coefficient, names }) =>
      [...(coefficient === 1 && names.length > 0 ? [] : [String(coefficient)]), ...names].join('*'),
    )
    .join(' + ')
    .replaceAll(' + -', ' - ')
}
