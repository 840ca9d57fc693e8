/**
 * @file add. float32 mode (family B, zero point before rounding, no fma, commutative):
 * `round(F(F(F((a - za) * F(sa / sy)) + F((b - zb) * F(sb / sy))) + zy))`. Fixed point: TFLite's ADD, both
 * operands shifted left by 20 and brought to the scale `2 * max(sa, sb)`.
 */
import { clampTo, type OutputRange } from '../outputRange.ts'
import type { QuantizedType } from '../quantizedTensor.ts'
import { finiteMultiplier } from '../requantizer.ts'
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  type RoundingMode,
  roundHalfEven,
} from '../rounding.ts'
import { type Combine, elementwise } from './elementwise.ts'

const LEFT_SHIFT = 2 ** 20

export const add = elementwise('add', (a, b, output, rounding) =>
  rounding === 'float32' ? addFloat32(a, b, output) : addFixedPoint(a, b, output, rounding),
)

function addFloat32(
  a: QuantizedType,
  b: QuantizedType,
  { scale, zeroPoint, low, high }: OutputRange,
): Combine {
  const ratioA = finiteMultiplier(Math.fround(a.scale / scale), scale)
  const ratioB = finiteMultiplier(Math.fround(b.scale / scale), scale)
  return (x, y) => {
    const sum = Math.fround(Math.fround((x - a.zeroPoint) * ratioA) + Math.fround((y - b.zeroPoint) * ratioB))
    return clampTo(roundHalfEven(Math.fround(sum + zeroPoint)), low, high)
  }
}

function addFixedPoint(
  a: QuantizedType,
  b: QuantizedType,
  { scale, zeroPoint, low, high }: OutputRange,
  rounding: Exclude<RoundingMode, 'float32'>,
): Combine {
  const common = 2 * Math.max(a.scale, b.scale)
  const multiplierA = quantizeMultiplier(a.scale / common, rounding)
  const multiplierB = quantizeMultiplier(b.scale / common, rounding)
  const multiplierY = quantizeMultiplier(common / (LEFT_SHIFT * scale), rounding)
  return (x, y) => {
    const scaledA = multiplyByQuantizedMultiplier((x - a.zeroPoint) * LEFT_SHIFT, multiplierA, rounding)
    const scaledB = multiplyByQuantizedMultiplier((y - b.zeroPoint) * LEFT_SHIFT, multiplierB, rounding)
    const sum = multiplyByQuantizedMultiplier(scaledA + scaledB, multiplierY, rounding)
    return clampTo(sum + zeroPoint, low, high)
  }
}
