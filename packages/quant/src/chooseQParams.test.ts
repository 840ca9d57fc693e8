import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseQParams, SMALLEST_SCALE } from './chooseQParams.ts'

const uint8 = { qmin: 0, qmax: 255, symmetric: false }
const int8 = { qmin: -128, qmax: 127, symmetric: false }
const weight = { qmin: -127, qmax: 127, symmetric: true }

const float32 = (options: fc.FloatConstraints = {}) =>
  fc.float({ noNaN: true, noDefaultInfinity: true, ...options })
const range = fc.tuple(float32(), float32()).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }))
const anySpec = fc.constantFrom(
  uint8,
  int8,
  weight,
  { ...int8, symmetric: true },
  { ...uint8, symmetric: true },
)

describe('chooseQParams', () => {
  // tflite/kernels/internal/quantization_util_test.cc, ChooseQuantizationParams.
  it('gives the zero points of TFLite', () => {
    expect(chooseQParams(-10, 30, uint8).zeroPoint).toBe(64)
    expect(chooseQParams(-10, 0, uint8)).toMatchObject({ zeroPoint: 255 })
    expect(chooseQParams(-10, 0, uint8).scale).toBeCloseTo(0.039216, 6)
    expect(chooseQParams(0, 0, uint8).zeroPoint).toBe(0)
  })

  it('computes the zero point from the end that loses less to cancellation', () => {
    // Exactly 25.5 and -119.5 steps, away from zero; from the other end 25.49999999999997 and -119.49999999999997.
    expect(chooseQParams(-0.3, 2.7, uint8).zeroPoint).toBe(26)
    expect(chooseQParams(-0.3, 8.7, int8).zeroPoint).toBe(-120)
  })

  it('gives an all-zero tensor scale 1 and says so, where TFLite gives scale 0', () => {
    expect(chooseQParams(0, 0, int8)).toEqual({ scale: 1, zeroPoint: 0, constantZero: true })
    expect(chooseQParams(-0, 0, weight)).toEqual({ scale: 1, zeroPoint: 0, constantZero: true })
  })

  it('extends a range that does not contain 0', () => {
    expect(chooseQParams(2, 25.5, uint8)).toEqual(chooseQParams(0, 25.5, uint8))
    expect(chooseQParams(-3, -1, int8)).toEqual(chooseQParams(-3, 0, int8))
  })

  it('puts the largest magnitude of a symmetric range on the last step', () => {
    expect(chooseQParams(-2, 1, weight)).toEqual({
      scale: Math.fround(2 / 127),
      zeroPoint: 0,
      constantZero: false,
    })
    expect(chooseQParams(-1, 2, { ...uint8, symmetric: true })).toEqual({
      scale: Math.fround(2 / 127),
      zeroPoint: 128,
      constantZero: false,
    })
    expect(Object.is(chooseQParams(-2, 1, { ...int8, symmetric: true }).zeroPoint, 0)).toBe(true)
  })

  it('never gives a scale that is zero or subnormal', () => {
    for (const spec of [uint8, int8, weight]) {
      expect(chooseQParams(0, 2 ** -149, spec).scale).toBe(SMALLEST_SCALE)
      expect(chooseQParams(-(2 ** -126), 0, spec).scale).toBe(SMALLEST_SCALE)
    }
  })

  it('gives a normal float32 scale and a stored zero point, which stands for exactly 0', () => {
    fc.assert(
      fc.property(range, anySpec, ({ min, max }, spec) => {
        const { scale, zeroPoint } = chooseQParams(min, max, spec)
        expect(Math.fround(scale)).toBe(scale)
        expect(scale).toBeGreaterThanOrEqual(SMALLEST_SCALE)
        expect(Number.isFinite(scale)).toBe(true)
        expect(Number.isInteger(zeroPoint) && zeroPoint >= spec.qmin && zeroPoint <= spec.qmax).toBe(true)
      }),
    )
  })

  it('is at most half a step off inside the range', () => {
    fc.assert(
      fc.property(range, anySpec, float32({ min: 0, max: 1 }), ({ min, max }, spec, share) => {
        const { scale, zeroPoint } = chooseQParams(min, max, spec)
        const value = min + (max - min) * share
        const stored = Math.min(Math.max(Math.round(value / scale) + zeroPoint, spec.qmin), spec.qmax)
        // The scale is rounded to float32, which moves the last step by up to 255 * 2^-24 of a step.
        const slack = 255 * 2 ** -24 + 2 ** -40
        expect(Math.abs(scale * (stored - zeroPoint) - value)).toBeLessThanOrEqual(scale * (0.5 + slack))
      }),
    )
  })
})
