/**
 * @file Fixed-point `exp` and reciprocal of gemmlowp (`fixedpoint.h`), the primitives of TFLite's integer
 * softmax. "Qm.n" is an int32 with m integer and n fraction bits.
 */
import { saturatingRoundingDoublingHighMul as multiply, roundingDivideByPowerOfTwo } from '../rounding.ts'

const INT32_MAX = 2 ** 31 - 1
const ONE_EIGHTH_EXPONENTIAL = 1895147668
const ONE_THIRD = 715827883
/** `exp(-2^k)` in Q0.31 for `k` = -2 .. 4. */
const EXPONENTIALS: readonly (readonly [exponent: number, value: number])[] = [
  [-2, 1672461947],
  [-1, 1302514674],
  [0, 790015084],
  [1, 290630308],
  [2, 39332535],
  [3, 720401],
  [4, 242],
]

/** `exp(a)` in Q0.31 for `a` in Q0.31, `-1/4 <= a < 0`: a Taylor polynomial about -1/8. */
function expBetweenMinusQuarterAndZero(a: number): number {
  const x = a + 2 ** 28
  const x2 = multiply(x, x)
  const x3 = multiply(x2, x)
  const x4 = multiply(x2, x2)
  const x4Over4 = roundingDivideByPowerOfTwo(x4, 2)
  const polynomial = roundingDivideByPowerOfTwo(multiply(x4Over4 + x3, ONE_THIRD) + x2, 1)
  return ONE_EIGHTH_EXPONENTIAL + multiply(ONE_EIGHTH_EXPONENTIAL, x + polynomial)
}

/** `exp(a)` in Q0.31 for `a <= 0` in Q`integerBits`.n. */
export function expOnNegativeValues(a: number, integerBits: number): number {
  if (a === 0) return INT32_MAX
  const fractionBits = 31 - integerBits
  const quarter = 2 ** (fractionBits - 2)
  // The part in (-1/4, 0], then one factor for each set bit of the rest.
  const fraction = (a & (quarter - 1)) - quarter
  let result = expBetweenMinusQuarterAndZero(fraction * 2 ** integerBits)
  const remainder = fraction - a
  for (const [exponent, value] of EXPONENTIALS) {
    if (integerBits > exponent && Math.floor(remainder / 2 ** (fractionBits + exponent)) % 2 === 1) {
      result = multiply(result, value)
    }
  }
  return integerBits > 5 && a < -(2 ** (fractionBits + 5)) ? 0 : result
}

/** `1 / (1 + a)` in Q0.31 for `a` in Q0.31, `0 <= a < 1`: three Newton steps. */
export function oneOverOnePlus(a: number): number {
  // The mean of a and 1, ties away from zero; the denominator is half of 1 + a.
  const half = roundingDivideByPowerOfTwo(a + INT32_MAX, 1)
  let x = 1515870810 + multiply(half, -1010580540)
  for (let i = 0; i < 3; i++) {
    const error = 2 ** 29 - multiply(half, x)
    x += multiply(x, error) * 4
  }
  return Math.min(INT32_MAX, x * 2)
}
