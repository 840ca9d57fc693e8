/**
 * @file From an int32 accumulator to 8-bit storage, in each rounding mode. float32 mode is "family A" of ONNX
 * Runtime: `round(F(F(acc) * M)) + z`, the zero point after rounding, `M = F(F(sx * sw) / sy)`.
 */
import { invalidQuantization } from './diagnostics.generated.ts'
import { clampTo, type OutputRange } from './outputRange.ts'
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  type RoundingMode,
  roundHalfEven,
} from './rounding.ts'

/**
 * `multiplier`, which rescales to a result of `scale`.
 * @throws TSFX6004 when it is infinite: 0 times it would be NaN
 */
export function finiteMultiplier(multiplier: number, scale: number): number {
  if (Number.isFinite(multiplier)) return multiplier
  throw invalidQuantization({
    problem: `the scale ${scale} of the result is too small beside those of the operands`,
  })
}

/** Requantizes the accumulator of one output channel. */
export type Requantizer = (accumulator: number, channel: number) => number

/** A requantizer with one real multiplier per channel; `multipliers` are in the mode's own precision. */
function requantizerOf(multipliers: Float64Array, output: OutputRange, rounding: RoundingMode): Requantizer {
  const { zeroPoint, low, high } = output
  if (rounding === 'float32') {
    return (accumulator, channel) => {
      const scaled = Math.fround(Math.fround(accumulator) * multipliers[channel]!)
      return clampTo(roundHalfEven(scaled) + zeroPoint, low, high)
    }
  }
  const fixed = Array.from(multipliers, (real) => quantizeMultiplier(real, rounding))
  return (accumulator, channel) =>
    clampTo(multiplyByQuantizedMultiplier(accumulator, fixed[channel]!, rounding) + zeroPoint, low, high)
}

/** For sums of products: channel `c` has the scale `inputScale * weightScales[c]`. */
export function productRequantizer(
  inputScale: number,
  weightScales: ArrayLike<number>,
  output: OutputRange,
  rounding: RoundingMode,
): Requantizer {
  const round = rounding === 'float32' ? Math.fround : (x: number) => x
  const multipliers = Float64Array.from(weightScales, (scale) =>
    finiteMultiplier(round(round(inputScale * scale) / output.scale), output.scale),
  )
  return requantizerOf(multipliers, output, rounding)
}

/** For a sum over `count` values of one tensor, divided by `count` (global average pool in float32 mode). */
export function sumRequantizer(inputScale: number, count: number, output: OutputRange): Requantizer {
  const multiplier = finiteMultiplier(
    Math.fround(inputScale / Math.fround(output.scale * count)),
    output.scale,
  )
  return requantizerOf(Float64Array.of(multiplier), output, 'float32')
}
