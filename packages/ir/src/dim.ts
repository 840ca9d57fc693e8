/**
 * @file Dimensions of a shape: a number, or a polynomial in named dims (`5*B`, `B*T`).
 *
 * Polynomials are kept canonical (terms merged, sorted, no zero coefficient, a constant one collapses to a
 * number), so equality is structural and printing is stable.
 */
import { printWord, quoteWord } from './printWord.ts'

/** One monomial: `coefficient * names[0] * names[1] * ...`, names sorted, repeated for powers. */
export interface DimTerm {
  readonly coefficient: number
  readonly names: readonly string[]
}

export class DimPolynomial {
  readonly terms: readonly DimTerm[]

  constructor(terms: readonly DimTerm[]) {
    this.terms = Object.freeze(terms.map(frozenTerm))
    Object.freeze(this)
  }

  toString(): string {
    return printDim(this)
  }
}

/** Terms of other dims are frozen already. */
const frozenTerm = (term: DimTerm): DimTerm =>
  Object.isFrozen(term) && Object.isFrozen(term.names)
    ? term
    : Object.freeze({ ...term, names: Object.freeze([...term.names]) })

export type Dim = number | DimPolynomial

/** Values of named dims, e.g. `{ batch: 32 }`. */
export type DimBindings = Readonly<Record<string, number>>

/** A name that reads like a number or like a product is quoted, so that different dims print differently. */
const printName = (name: string): string => (/^[A-Za-z_$]/.test(name) ? printWord(name) : quoteWord(name))

/** Higher degree first, then by name: `B*T + 2*B + 1`. */
function compareTerms({ names: a }: DimTerm, { names: b }: DimTerm): number {
  if (a.length !== b.length) return b.length - a.length
  const at = a.findIndex((name, i) => name !== b[i])
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1
}

function canonical(terms: readonly DimTerm[]): Dim {
  const merged: DimTerm[] = []
  for (const term of [...terms].sort(compareTerms)) {
    const last = merged.at(-1)
    if (last && compareTerms(last, term) === 0)
      merged[merged.length - 1] = { coefficient: last.coefficient + term.coefficient, names: term.names }
    else merged.push(term)
  }
  const kept = merged.filter((term) => term.coefficient !== 0)
  if (kept.length === 0) return 0
  const only = kept.length === 1 ? kept[0] : undefined
  return only && only.names.length === 0 ? only.coefficient : new DimPolynomial(kept)
}

const termsOf = (dim: Dim): readonly DimTerm[] =>
  typeof dim === 'number' ? [{ coefficient: dim, names: [] }] : dim.terms

/** A named dim, such as the batch. */
export const namedDim = (name: string): DimPolynomial =>
  new DimPolynomial([{ coefficient: 1, names: [name] }])

export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (a === 0) return b
  if (b === 0) return a
  return canonical([...termsOf(a), ...termsOf(b)])
}

export const subtractDims = (a: Dim, b: Dim): Dim => addDims(a, multiplyDims(-1, b))

export function multiplyDims(a: Dim, b: Dim): Dim {
  // The sum makes 0 of -0.
  if (typeof a === 'number') return typeof b === 'number' ? a * b + 0 : scaled(b, a)
  if (typeof b === 'number') return scaled(a, b)
  return canonical(
    termsOf(a).flatMap((left) =>
      termsOf(b).map((right) => ({
        coefficient: left.coefficient * right.coefficient,
        names: [...left.names, ...right.names].sort(),
      })),
    ),
  )
}

/** The product of all dims, as of a shape the number of its elements; numbers first, which makes the fewest dims on the way. */
export function productOfDims(dims: readonly Dim[]): Dim {
  let factor = 1
  let product: Dim = 1
  for (const dim of dims) {
    if (typeof dim === 'number') factor *= dim
    else product = multiplyDims(product, dim)
  }
  return multiplyDims(product, factor)
}

/** The terms stay in order and apart, so there is nothing to merge. */
function scaled(dim: DimPolynomial, factor: number): Dim {
  if (factor === 0 || factor === 1) return factor && dim
  return new DimPolynomial(
    dim.terms.map(({ coefficient, names }) => ({ coefficient: coefficient * factor, names })),
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

export function equalDims(a: Dim, b: Dim): boolean {
  if (a === b || typeof a === 'number' || typeof b === 'number') return a === b
  return a.terms.length === b.terms.length && a.terms.every((term, i) => equalTerms(term, b.terms[i]!))
}

const equalTerms = (a: DimTerm, b: DimTerm): boolean =>
  a.coefficient === b.coefficient &&
  a.names.length === b.names.length &&
  a.names.every((name, i) => name === b.names[i])

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
  const [first = '0', ...more] = dim.terms.map(printTerm)
  return first + more.map((term) => (term.startsWith('-') ? ` - ${term.slice(1)}` : ` + ${term}`)).join('')
}

const printTerm = ({ coefficient, names }: DimTerm): string =>
  [...(coefficient === 1 && names.length > 0 ? [] : [String(coefficient)]), ...names.map(printName)].join('*')
