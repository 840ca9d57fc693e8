/**
 * @file mul. float32 mode (family B): `round(F(F((a - za)(b - zb) * M) + zy))`, `M = F(F(sa * sb) / sy)`; the
 * integer product is exact. Fixed point: TFLite's MUL, multiplier `sa * sb / sy`.
 */
import { clampTo } from '../outputRange.ts'
import { finiteMultiplier } from '../requantizer.ts'
import { multiplyByQuantizedMultiplier, quantizeMultiplier, roundHalfEven } from '../rounding.ts'
import { elementwise } from './elementwise.ts'

export const mul = elementwise('mul', (a, b, { scale, zeroPoint, low, high }, rounding) => {
  const product = (x: number, y: number) => (x - a.zeroPoint) * (y - b.zeroPoint)
  if (rounding === 'float32') {
    const multiplier = finiteMultiplier(Math.fround(Math.fround(a.scale * b.scale) / scale), scale)
    return (x, y) =>
      clampTo(roundHalfEven(Math.fround(Math.fround(product(x, y) * multiplier) + zeroPoint)), low, high)
  }
  const multiplier = quantizeMultiplier((a.scale * b.scale) / scale, rounding)
  return (x, y) =>
    clampTo(multiplyByQuantizedMultiplier(product(x, y), multiplier, rounding) + zeroPoint, low, high)
})
