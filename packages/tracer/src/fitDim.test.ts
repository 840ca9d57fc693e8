import { addDims, type Dim, equalDims, evaluateDim, multiplyDims, namedDim } from '@tsfx/ir'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitDim } from './fitDim.ts'
import { chooseSizes, subsets, tracePoints } from './tracePoints.ts'

const NAMES = ['a', 'b', 'c']
const inputs = [
  {
    kind: 'tensor' as const,
    path: 'x',
    shape: [...NAMES.map(namedDim), 3],
    dtype: 'float32' as const,
    sample: null,
  },
]
const dims = chooseSizes(inputs)
const points = tracePoints(dims)
const fit = (value: (sizes: Readonly<Record<string, number>>) => number) =>
  fitDim(
    dims,
    points,
    points.map(({ sizes }) => value(sizes)),
  )

describe('fitDim', () => {
  it('finds every multilinear polynomial', () => {
    const coefficients = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(coefficients, (values) => {
        const polynomial = subsets(NAMES, 3).reduce<Dim>(
          (sum, names, i) =>
            addDims(
              sum,
              names.reduce<Dim>((term, name) => multiplyDims(term, namedDim(name)), values[i] as number),
            ),
          0,
        )
        const fitted = fit((sizes) => evaluateDim(polynomial, sizes) as number)
        return fitted !== null && equalDims(fitted, polynomial)
      }),
    )
  })

  it.each<[string, (sizes: Readonly<Record<string, number>>) => number]>([
    ['a square', ({ a = 0 }) => a * a],
    ['a rounded half', ({ b = 0 }) => Math.ceil(b / 2)],
    ['a fraction', ({ c = 0 }) => 1 / c],
    ['a maximum', ({ a = 0, b = 0 }) => Math.max(a, b - 31)],
  ])('finds nothing in %s', (_, value) => {
    expect(fit(value)).toBeNull()
  })

  it('keeps a number that never differs, whatever it is', () => {
    expect(fit(() => -1)).toBe(-1)
    expect(fit(() => 0.5)).toBe(0.5)
    expect(fit(() => Number.NaN)).toBeNaN()
  })
})

describe('chooseSizes', () => {
  it('keeps sizes of dims apart from each other and from static sizes', () => {
    const sizes = dims.flatMap(({ low, check, fresh }) => [low, low + 1, check, fresh])
    expect(new Set([...sizes, 3]).size).toBe(sizes.length + 1)
    expect(points[0]?.sizes).toEqual(Object.fromEntries(dims.map(({ name, low }) => [name, low])))
  })

  it('leaves one size for the comparison that no trace has seen', () => {
    for (const { name, fresh } of dims) expect(points.map(({ sizes }) => sizes[name])).not.toContain(fresh)
  })
})
