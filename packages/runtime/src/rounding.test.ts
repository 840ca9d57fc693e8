import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundHalfAway,
  roundHalfEven,
  roundHalfUp,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from './rounding.ts'

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

describe('tie rules', () => {
  const values = [-2.5, -1.5, -0.5, -0.4, 0, 0.49999999999999994, 0.5, 1.5, 2.5, 2 ** 52 + 1]
  it.each([
    ['half even', roundHalfEven, [-2, -2, 0, 0, 0, 0, 0, 2, 2, 2 ** 52 + 1]],
    ['half away', roundHalfAway, [-3, -2, -1, 0, 0, 0, 1, 2, 3, 2 ** 52 + 1]],
    ['half up', roundHalfUp, [-2, -1, 0, 0, 0, 0, 1, 2, 3, 2 ** 52 + 1]],
  ])('%s', (_, round, expected) => {
    // toEqual tells -0 from 0.
    expect(values.map(round)).toEqual(expected)
  })
})

describe('fixed point against BigInt arithmetic', () => {
  const halfUp = (a: bigint, bits: number) => (a + (1n << BigInt(bits - 1))) >> BigInt(bits)

  it('saturatingRoundingDoublingHighMul is a * b / 2^31, ties up', () => {
    fc.assert(
      fc.property(int32, int32, (a, b) => {
        const exact = Number(halfUp(BigInt(a) * BigInt(b), 31))
        expect(saturatingRoundingDoublingHighMul(a, b)).toBe(Math.min(exact, 2 ** 31 - 1))
      }),
      { numRuns: 2000 },
    )
  })

  it('one rounding (single mode), any multiplier below 2^14', () => {
    fc.assert(
      fc.property(int32, fc.double({ min: 1e-9, max: 16000, noNaN: true }), (x, real) => {
        const quantized = quantizeMultiplier(real, 'single')
        const exact = halfUp(BigInt(x) * BigInt(quantized.multiplier), 31 - quantized.shift)
        const saturated = Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Number(exact)))
        expect(multiplyByQuantizedMultiplier(x, quantized, 'single')).toBe(saturated)
      }),
      { numRuns: 2000 },
    )
  })

  it('two roundings (double mode): the product up, the shift away from zero', () => {
    fc.assert(
      fc.property(int32, fc.double({ min: 1e-9, max: 0.999, noNaN: true }), (x, real) => {
        const { multiplier, shift } = quantizeMultiplier(real, 'double')
        const product = halfUp(BigInt(x) * BigInt(multiplier), 31)
        const magnitude = shift < 0 ? halfUp(product < 0n ? -product : product, -shift) : product
        const exact = Number(shift < 0 && product < 0n ? -magnitude : magnitude)
        expect(multiplyByQuantizedMultiplier(x, { multiplier, shift }, 'double')).toBe(exact)
      }),
      { numRuns: 2000 },
    )
  })

  it('roundingDivideByPowerOfTwo is symmetric about zero', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
        fc.integer({ min: 1, max: 31 }),
        (x, e) => {
          expect(roundingDivideByPowerOfTwo(-x, e)).toBe(0 - roundingDivideByPowerOfTwo(x, e))
        },
      ),
    )
  })

  it('a quantized multiplier is within 2^-31 of the real one, relatively', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (real) => {
        const { multiplier, shift } = quantizeMultiplier(real)
        expect(multiplier).toBeGreaterThanOrEqual(2 ** 30)
        expect(Math.abs(multiplier * 2 ** (shift - 31) - real) / real).toBeLessThanOrEqual(2 ** -31)
      }),
    )
  })
})
