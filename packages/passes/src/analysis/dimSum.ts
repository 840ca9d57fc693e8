/** @file A sum of dims that changes in place: what a graph costs adds up once for each node, and a dim is made anew each time. */
import {
  addDims,
  type Dim,
  DimPolynomial,
  type DimTerm,
  multiplyDims,
  namedDim,
  subtractDims,
} from '@tsfx/ir'

export class DimSum {
  /** By the names of the term; the empty key is the number. */
  readonly #terms = new Map<string, DimTerm>()

  /** Adds `times * dim`. */
  add(dim: Dim, times = 1): this {
    if (typeof dim === 'number') this.#addTerm(NUMBER, dim * times)
    else for (const term of dim.terms) this.#addTerm(term, term.coefficient * times)
    return this
  }

  copy(): DimSum {
    const copy = new DimSum()
    for (const [key, term] of this.#terms) copy.#terms.set(key, term)
    return copy
  }

  /** The sum so far. */
  get dim(): Dim {
    let sum: Dim = 0
    for (const { coefficient, names } of this.#terms.values())
      sum = addDims(sum, names.map(namedDim).reduce<Dim>(multiplyDims, coefficient))
    return sum
  }

  /** Says whether this is at least `other` for all sizes from 1 on, as far as coefficients show it. */
  isNeverBelow(other: DimSum): boolean {
    let [gains, loses] = [false, false]
    const compare = (mine: number, others: number): void => {
      gains ||= mine > others
      loses ||= mine < others
    }
    for (const [key, { coefficient }] of this.#terms) compare(coefficient, other.#coefficient(key))
    for (const [key, { coefficient }] of other.#terms) if (!this.#terms.has(key)) compare(0, coefficient)
    if (!loses || !gains) return !loses
    // Names stand for what a size has beyond 1, so no term can be negative.
    const difference = mapNames(subtractDims(this.dim, other.dim), (name) => addDims(namedDim(name), 1))
    if (typeof difference === 'number') return difference >= 0
    return difference.terms.every(({ coefficient }) => coefficient >= 0)
  }

  #addTerm({ names }: DimTerm, coefficient: number): void {
    const key = names.length === 1 ? names[0]! : names.join('*')
    this.#terms.set(key, { coefficient: this.#coefficient(key) + coefficient, names })
  }

  #coefficient(key: string): number {
    return this.#terms.get(key)?.coefficient ?? 0
  }
}

const NUMBER: DimTerm = { coefficient: 1, names: [] }

/** The dim with something in the place of each name. */
export function mapNames(dim: Dim, map: (name: string) => Dim): Dim {
  if (!(dim instanceof DimPolynomial)) return dim
  return dim.terms
    .map(({ coefficient, names }) => names.map(map).reduce<Dim>(multiplyDims, coefficient))
    .reduce<Dim>(addDims, 0)
}
