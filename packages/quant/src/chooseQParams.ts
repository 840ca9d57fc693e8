/**
 * @file Scale and zero point from an observed range.
 *
 * Affine: the choice of TFLite's `ChooseQuantizationParams` (kernels/internal/quantization_util.h) and fbgemm,
 * docs/quantization.md "Choose parameters". Symmetric: the largest magnitude falls on the last step.
 */
import { roundHalfAway } from '@tsfx/runtime'
import type { QuantSpec } from './quantSpec.ts'

/** The smallest normal float32. Below it 1 / scale overflows, and engines that flush subnormals read 0. */
export const SMALLEST_SCALE = 2 ** -126

/** Quantization parameters of one tensor or channel. */
export interface ScaleAndZeroPoint {
  /** Real value per step, a normal float32 > 0. */
  readonly scale: number
  /** Step that stands for real 0, exactly. */
  readonly zeroPoint: number
  /** The range was [0, 0]: nothing but zeros was seen, and the scale (1) is arbitrary. */
  readonly constantZero: boolean
}

/**
 * Chooses the parameters that cover the reals `min..max` and 0.
 * Every real in the range is then at most scale / 2 from a step, but for the rounding of scale to float32.
 */
export function chooseQParams(
  min: number,
  max: number,
  spec: Pick<QuantSpec, 'qmin' | 'qmax' | 'symmetric'>,
): ScaleAndZeroPoint {
  const low = Math.min(min, 0)
  const high = Math.max(max, 0)
  if (low === high) return { scale: 1, zeroPoint: 0, constantZero: true }
  return { ...(spec.symmetric ? symmetric(low, high, spec) : affine(low, high, spec)), constantZero: false }
}

interface StoredRange {
  readonly qmin: number
  readonly qmax: number
}

function affine(low: number, high: number, { qmin, qmax }: StoredRange) {
  const scale = Math.max((high - low) / (qmax - qmin), SMALLEST_SCALE)
  const fromLow = qmin - low / scale
  const fromHigh = qmax - high / scale
  // Both are the same real number; the one made of smaller terms lost less in the subtraction.
  const lowError = Math.abs(qmin) + Math.abs(low / scale)
  const highError = Math.abs(qmax) + Math.abs(high / scale)
  const zeroPoint = roundHalfAway(lowError < highError ? fromLow : fromHigh)
  return { scale: Math.fround(scale), zeroPoint: Math.min(Math.max(zeroPoint, qmin), qmax) + 0 }
}

function symmetric(low: number, high: number, { qmin, qmax }: StoredRange) {
  // -128..127 and 0..255 have no middle step: of the two nearest, the upper (0 and 128) is every format's choice.
  const zeroPoint = Math.ceil((qmin + qmax) / 2) + 0
  const steps = Math.min(zeroPoint - qmin, qmax - zeroPoint)
  const scale = Math.max(Math.max(-low, high) / steps, SMALLEST_SCALE)
  return { scale: Math.fround(scale), zeroPoint }
}
