import { addDims, type Dim, multiplyDims, namedDim, printDim } from '@tsfx/ir'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DimSum, mapNames } from './dimSum.ts'

const [B, T] = [namedDim('B'), namedDim('T')]

const dims: fc.Arbitrary<Dim> = fc
  .array(
    fc.tuple(
      fc.integer({ min: -3, max: 5 }),
      fc.constantFrom<Dim>(1, B, T, multiplyDims(B, T), multiplyDims(B, B)),
    ),
  )
  .map((terms) => terms.reduce<Dim>((sum, [times, dim]) => addDims(sum, multiplyDims(times, dim)), 0))

const sumOf = (all: readonly Dim[]): DimSum => all.reduce<DimSum>((sum, dim) => sum.add(dim), new DimSum())

const at = (dim: Dim, sizes: Readonly<Record<string, number>>): number =>
  mapNames(dim, (name) => sizes[name]!) as number

describe('DimSum', () => {
  it('adds as dims are added, also what cancels', () => {
    fc.assert(
      fc.property(fc.array(dims), (all) => {
        const expected = all.reduce<Dim>(addDims, 0)
        const sum = sumOf(all)
        expect(printDim(sum.dim)).toBe(printDim(expected))
        for (const dim of all) sum.add(dim, -1)
        expect(sum.dim).toBe(0)
      }),
    )
  })

  it('is never below what it exceeds at all sizes, and says so only then', () => {
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        if (!sumOf([a]).isNeverBelow(sumOf([b]))) return
        for (const B of [1, 2, 7])
          for (const T of [1, 3]) expect(at(a, { B, T })).toBeGreaterThanOrEqual(at(b, { B, T }))
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    [addDims(multiplyDims(2, B), 0), addDims(B, 1), true],
    [addDims(multiplyDims(2, B), 0), addDims(B, 2), false],
    [multiplyDims(B, T), addDims(B, T), false],
    [addDims(multiplyDims(B, T), 1), addDims(B, T), true],
    [B, B, true],
    [5, 7, false],
  ] as const)('compares %s with %s from size 1 on', (a, b, expected) => {
    expect(sumOf([a]).isNeverBelow(sumOf([b]))).toBe(expected)
  })

  it('is not changed through its copy', () => {
    const sum = sumOf([B])
    sum.copy().add(B)
    expect(sum.dim).toEqual(B)
  })
})
