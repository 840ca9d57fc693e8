import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wasmBackend } from '../backends/wasmBackend.ts'
import { chooseQParams } from '../chooseQParams.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import { histogramError } from './histogramError.ts'
import { type HistogramState, histogramObserver } from './histogramObserver.ts'
import type { ObservationPlace } from './observer.ts'
import { searchClippedRange } from './searchClippedRange.ts'

const place: ObservationPlace = { kind: 'activation', name: 'relu', firstRow: 0 }
const spec = defaultQConfig(wasmBackend).activation
const histogramOf = (values: readonly number[] | Float32Array, bins = 2048): HistogramState => {
  const observer = histogramObserver(bins)
  return observer.observe(observer.init(), Float32Array.from(values), [values.length], place)
}

/** Deterministic bell-shaped values. */
function bell(count: number, deviation = 1): number[] {
  let seed = 12345
  const uniform = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    return seed / 0x80000000
  }
  return Array.from({ length: count }, () => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += uniform()
    return sum * deviation
  })
}

/** The squared error of the values themselves. */
function measuredError(values: readonly number[], scale: number, zeroPoint: number): number {
  return values.reduce((sum, value) => {
    const stored = Math.min(Math.max(Math.round(value / scale) + zeroPoint, spec.qmin), spec.qmax)
    return sum + (scale * (stored - zeroPoint) - value) ** 2
  }, 0)
}

describe('histogramObserver', () => {
  it('counts values in bins whose width is a power of two', () => {
    expect(histogramOf([0, 0.5, 1, 3.5, -1], 8)).toEqual({
      kind: 'histogram',
      bins: 8,
      range: { min: -1, max: 3.5 },
      exponent: 0,
      firstBin: -1,
      counts: [1, 2, 1, 0, 1],
    })
  })

  it('joins whole bins when the range grows', () => {
    const observer = histogramObserver(4)
    const narrow = observer.observe(observer.init(), new Float32Array([0, 1, 2, 3]), [4], place)
    expect(narrow).toMatchObject({ exponent: 0, firstBin: 0, counts: [1, 1, 1, 1] })
    const wide = observer.observe(narrow, new Float32Array([-3, 7]), [2], place)
    expect(wide).toMatchObject({ exponent: 2, firstBin: -1, counts: [1, 4, 1] })
  })

  it('depends on the values alone, not on how the range grew', () => {
    const observer = histogramObserver(16)
    // Magnitudes from 1/64 to 64: ranges grow by a few doublings, and most values share bins with others.
    const value = fc
      .tuple(fc.integer({ min: -16, max: 16 }), fc.integer({ min: -4, max: 2 }))
      .map(([factor, power]) => factor * 2 ** power)
    const values = fc.array(value, { minLength: 1, maxLength: 20 })
    const sorted = (data: number[]) => data.toSorted((a, b) => Math.abs(a) - Math.abs(b))
    fc.assert(
      fc.property(values, values, (first, second) => {
        const whole = histogramOf([...first, ...second], 16)
        expect(observer.merge(histogramOf(first, 16), histogramOf(second, 16))).toEqual(whole)
        const oneByOne = sorted([...first, ...second]).reduce(
          (state, one) => observer.observe(state, new Float32Array([one]), [1], place),
          observer.init(),
        )
        expect(oneByOne).toEqual(whole)
      }),
    )
  })

  it('covers any finite values, from the least to the greatest float32', () => {
    const extremes = [2 ** -149, -(2 ** -149), 3.4028234663852886e38, -3.4028234663852886e38, 0, -0]
    for (const values of [...extremes.map((value) => [value]), extremes]) {
      const { counts } = histogramOf(values)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length)
      expect(counts.length).toBeLessThanOrEqual(2048)
    }
  })

  it('uses more than half of its bins unless values are a few float32 steps apart', () => {
    expect(histogramOf(bell(1000)).counts.length).toBeGreaterThan(1024)
    expect(histogramOf([5, 5, 5]).counts).toEqual([3])
  })

  it('does not merge with a histogram of another number of bins', () => {
    expect(() => histogramObserver(8).merge(histogramOf([1], 8), histogramOf([1], 16))).toThrow(/TSFX3005/)
  })
})

describe('histogramError', () => {
  it('is near the error of the values themselves', () => {
    const values = bell(20_000)
    for (const clip of [1, 0.7, 0.4]) {
      const { scale, zeroPoint } = chooseQParams(-5 * clip, 5 * clip, spec)
      const measured = measuredError(values, scale, zeroPoint)
      expect(histogramError(histogramOf(values), { scale, zeroPoint }, spec).total / measured).toBeCloseTo(
        1,
        1,
      )
    }
  })

  it('is one twelfth of a squared step per value inside the grid, and all saturation far outside', () => {
    const inside = { exponent: 0, firstBin: -10, counts: new Array(20).fill(7) }
    const fine = histogramError(inside, { scale: 0.25, zeroPoint: 0 }, spec)
    expect(fine.total).toBeCloseTo((140 * 0.25 ** 2) / 12, 10)
    expect(fine.saturated).toBe(0)
    // Values uniform in [100, 101), stored as 127 * 0.25.
    const far = histogramError(
      { exponent: 0, firstBin: 100, counts: [1] },
      { scale: 0.25, zeroPoint: 0 },
      spec,
    )
    expect(far.total).toBeCloseTo((69.25 ** 3 - 68.25 ** 3) / 3, 6)
    expect(far.saturated).toBe(far.total)
  })
})

describe('searchClippedRange', () => {
  it('is never worse than the full range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), { minLength: 1 }),
        fc.constantFrom(spec, { ...spec, symmetric: true }, { ...spec, qmin: -8, qmax: 7 }),
        (values, searched) => {
          const histogram = histogramOf(values)
          const full = histogram.range!
          const clipped = searchClippedRange(histogram, full, searched)
          const errorOf = ({ min, max }: { min: number; max: number }) =>
            histogramError(histogram, chooseQParams(min, max, searched), searched).total
          expect(errorOf(clipped)).toBeLessThanOrEqual(errorOf(full))
          expect(clipped.min >= full.min && clipped.max <= full.max && clipped.min <= clipped.max).toBe(true)
        },
      ),
    )
  })

  it.each([
    ['above', [8]],
    ['below', [-8]],
    ['on both ends', [8, -9]],
  ])('cuts off lone outliers %s, and the values are stored better for it', (_, outliers) => {
    const narrow = { ...spec, qmin: -8, qmax: 7 }
    const values = [...bell(5000), ...outliers]
    const histogram = histogramOf(values)
    const clipped = searchClippedRange(histogram, histogram.range!, narrow)
    expect(clipped.min).toBeGreaterThan(-5)
    expect(clipped.max).toBeLessThan(5)
  })

  it('gives parameters that store values better than those of the full range', () => {
    const values = [...bell(20_000), 40]
    const { q } = histogramObserver().qparams(histogramOf(values), spec, 'relu')
    const full = chooseQParams(Math.min(...values), 40, spec)
    const clipped = measuredError(values, q.scale[0]!, q.zeroPoint[0]!)
    expect(clipped).toBeLessThanOrEqual(measuredError(values, full.scale, full.zeroPoint))
  })

  it('keeps the full range of evenly spread values', () => {
    const values = Array.from({ length: 4096 }, (_, i) => i / 4096)
    const histogram = histogramOf(values)
    const { min, max } = searchClippedRange(histogram, histogram.range!, spec)
    expect(min).toBe(0)
    expect(max).toBeGreaterThan(0.99)
  })

  it('terminates on a constant', () => {
    const histogram = histogramOf([3, 3, 3])
    expect(searchClippedRange(histogram, histogram.range!, spec)).toEqual({ min: 3, max: 3 })
  })
})
