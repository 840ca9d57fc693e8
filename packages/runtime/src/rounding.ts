/**
 * @file The one home of rounding: three tie rules, and the fixed-point multiplication of TFLite.
 *
 * Every result is exact in JavaScript doubles: a 32 by 32 bit product is split at 16 bits, and division by a
 * power of two is exact. Formulas: LiteRT `quantization_util.cc` and gemmlowp `fixedpoint.h`; for float32
 * mode, ONNX Runtime's `MlasRequantizeOutput`.
 */

import { checkChoice } from './checkOptions.ts'

/**
 * How an int32 accumulator becomes 8-bit. `float32`: one float32 product, ties to even (ONNX Runtime).
 * `double`: fixed point, two roundings (TFLite's default). `single`: fixed point, one rounding, ties up.
 */
export type RoundingMode = 'float32' | 'single' | 'double'

/** @throws TSFX6006 when there is no mode `rounding` */
export const checkRounding = (rounding: RoundingMode): void =>
  checkChoice('load', 'rounding', rounding, ['float32', 'single', 'double'])

const INT32_MAX = 2 ** 31 - 1
const INT32_MIN = -(2 ** 31)
/** 1.5 * 2^52: the sum with it has no fraction bits, so the addition rounds, ties to even. */
const INTEGER_SPACING = 2 ** 52 + 2 ** 51

/** Nearest integer, ties to even; never -0. */
export const roundHalfEven = (x: number): number =>
  Math.abs(x) < 2 ** 51 ? x + INTEGER_SPACING - INTEGER_SPACING : x

/** Nearest integer, ties away from zero; never -0. */
export const roundHalfAway = (x: number): number => (x < 0 ? 0 - Math.round(-x) : Math.round(x) + 0)

/** Nearest integer, ties toward +infinity; never -0. */
export const roundHalfUp = (x: number): number => Math.round(x) + 0

/** The tie rule with which a mode quantizes real values. */
export const roundReal = (x: number, rounding: RoundingMode): number =>
  rounding === 'float32' ? roundHalfEven(x) : roundHalfAway(x)

/** A real multiplier as `multiplier * 2^(shift - 31)`. */
export interface QuantizedMultiplier {
  /** int32, at least 2^30 in magnitude unless 0. */
  readonly multiplier: number
  /** Positive: to the left. */
  readonly shift: number
}

const exponentView = new DataView(new ArrayBuffer(8))

/** The exponent `e` for which `real = f * 2^e` with `0.5 <= |f| < 1` (C's frexp); `real` is normal. */
function exponentOf(real: number): number {
  exponentView.setFloat64(0, real)
  return ((exponentView.getUint16(0) >> 4) & 0x7ff) - 1022
}

/** TFLite's QuantizeMultiplier. */
export function quantizeMultiplier(real: number, rounding: RoundingMode = 'double'): QuantizedMultiplier {
  if (real === 0) return { multiplier: 0, shift: 0 }
  let shift = exponentOf(real)
  let multiplier = roundHalfAway(real * 2 ** (31 - shift))
  if (Math.abs(multiplier) === 2 ** 31) {
    multiplier /= 2
    shift += 1
  }
  if (shift < -31) return { multiplier: 0, shift: 0 }
  if (rounding === 'single' && shift > 30) return { multiplier: INT32_MAX, shift: 30 }
  return { multiplier, shift }
}

const saturateInt32 = (x: number): number => Math.min(INT32_MAX, Math.max(INT32_MIN, x))

/** `floor((a * b + 2^(bits - 1)) / 2^bits)` for int32 `a`, `b` and `17 <= bits <= 62`: ties up. */
function roundedProduct(a: number, b: number, bits: number): number {
  const high = Math.floor(a / 65536)
  const low = a - high * 65536
  return Math.floor((high * b + Math.floor((low * b) / 65536) + 2 ** (bits - 17)) / 2 ** (bits - 16))
}

/** gemmlowp's SaturatingRoundingDoublingHighMul: `a * b / 2^31`, ties toward +infinity. */
export const saturatingRoundingDoublingHighMul = (a: number, b: number): number =>
  a === INT32_MIN && b === INT32_MIN ? INT32_MAX : roundedProduct(a, b, 31)

/** gemmlowp's RoundingDivideByPOT: `x / 2^exponent`, ties away from zero. */
export const roundingDivideByPowerOfTwo = (x: number, exponent: number): number =>
  roundHalfAway(x / 2 ** exponent)

/**
 * TFLite's MultiplyByQuantizedMultiplier. A shift to the left that leaves int32 saturates, which upstream
 * leaves undefined; the 8-bit result is saturated then in any case.
 */
export function multiplyByQuantizedMultiplier(
  x: number,
  { multiplier, shift }: QuantizedMultiplier,
  rounding: 'single' | 'double',
): number {
  if (rounding === 'double') {
    const shifted = shift > 0 ? saturateInt32(x * 2 ** shift) : x
    const product = saturatingRoundingDoublingHighMul(shifted, multiplier)
    return shift < 0 ? roundingDivideByPowerOfTwo(product, -shift) : product
  }
  const bits = 31 - shift
  if (Math.abs(x) <= 2 ** 21) return saturateInt32(Math.floor((x * multiplier + 2 ** (bits - 1)) / 2 ** bits))
  // With more than 2^21 and fewer than 17 bits to drop, the result is far outside int32.
  if (bits < 17) return saturateInt32(x * multiplier)
  return saturateInt32(roundedProduct(x, multiplier, bits))
}
