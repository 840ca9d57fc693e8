import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDims,
  type Dim,
  DimPolynomial,
  dimNames,
  divideDims,
  equalDims,
  evaluateDim,
  multiplyDims,
  namedDim,
  printDim,
  subtractDims,
} from './dim.ts'

const NAMES = ['B', 'T', 'constructor', '__proto__']
const leaf: fc.Arbitrary<Dim> = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom(...NAMES).map(namedDim),
)
const dim: fc.Arbitrary<Dim> = fc
  .array(fc.tuple(leaf, leaf, leaf), { maxLength: 3 })
  .map((terms) => terms.reduce<Dim>((sum, [a, b, c]) => addDims(sum, multiplyDims(multiplyDims(a, b), c)), 0))
const bindings = fc
  .tuple(...NAMES.map(() => fc.integer({ min: 1, max: 6 })))
  .map((values) => Object.fromEntries(NAMES.map((name, i) => [name, values[i]!])))

const same = (a: Dim, b: Dim): void => {
  expect(printDim(a)).toBe(printDim(b))
  expect(equalDims(a, b)).toBe(true)
}

describe('dims', () => {
  it('form a commutative ring', () => {
    fc.assert(
      fc.property(dim, dim, dim, (a, b, c) => {
        same(addDims(a, b), addDims(b, a))
        same(multiplyDims(a, b), multiplyDims(b, a))
        same(addDims(a, addDims(b, c)), addDims(addDims(a, b), c))
        same(multiplyDims(a, multiplyDims(b, c)), multiplyDims(multiplyDims(a, b), c))
        same(multiplyDims(a, addDims(b, c)), addDims(multiplyDims(a, b), multiplyDims(a, c)))
        same(subtractDims(a, a), 0)
        same(multiplyDims(a, 1), a)
      }),
    )
  })

  it('evaluate as their parts do', () => {
    fc.assert(
      fc.property(dim, dim, bindings, (a, b, at) => {
        const [x, y] = [evaluateDim(a, at)!, evaluateDim(b, at)!]
        expect(evaluateDim(addDims(a, b), at)).toBe(x + y)
        expect(evaluateDim(subtractDims(a, b), at)).toBe(x - y)
        expect(evaluateDim(multiplyDims(a, b), at)! === x * y).toBe(true)
      }),
    )
  })

  it('divide by a monomial that was a factor', () => {
    const monomial = fc.tuple(fc.integer({ min: 1, max: 9 }), leaf).map(([k, a]) => multiplyDims(k, a))
    fc.assert(
      fc.property(dim, monomial, (a, b) => {
        if (b === 0) expect(divideDims(a, b)).toBeNull()
        else same(divideDims(multiplyDims(a, b), b)!, a)
      }),
    )
  })

  it.each<[Dim, Dim, string | null]>([
    [multiplyDims(6, namedDim('B')), 3, '2*B'],
    [multiplyDims(5, namedDim('B')), 3, null],
    [namedDim('B'), namedDim('T'), null],
    [0, namedDim('B'), '0'],
    [8, 2, '4'],
    [namedDim('B'), addDims(namedDim('B'), 1), null],
    [namedDim('B'), 0, null],
  ])('divide %s by %s to %s', (a, b, quotient) => {
    const result = divideDims(a, b)
    expect(result === null ? null : printDim(result)).toBe(quotient)
  })

  it('print as a person writes them, and know their names', () => {
    const [b, t] = [namedDim('B'), namedDim('T')]
    const dims = [
      multiplyDims(5, b),
      addDims(multiplyDims(b, t), 2),
      subtractDims(b, 1),
      multiplyDims(b, b),
      7,
    ]
    expect(dims.map(printDim)).toEqual(['5*B', 'B*T + 2', 'B - 1', 'B*B', '7'])
    expect(String(dims[0])).toBe('5*B')
    expect(dims.map(dimNames)).toEqual([['B'], ['B', 'T'], ['B'], ['B'], []])
  })

  it('are numbers when no name is left, and unknown when a name is not bound', () => {
    expect(subtractDims(addDims(namedDim('B'), 3), namedDim('B'))).toBe(3)
    expect(evaluateDim(namedDim('B'), {})).toBeNull()
    expect(evaluateDim(namedDim('constructor'), {})).toBeNull()
    expect(namedDim('B')).toBeInstanceOf(DimPolynomial)
    expect(equalDims(namedDim('B'), namedDim('T'))).toBe(false)
    expect(equalDims(namedDim('B'), 1)).toBe(false)
  })
})
