/** @file The qparams of a tensor that has one scale, from its range. */
import { chooseQParams } from '../chooseQParams.ts'
import { observerSawNothing } from '../diagnostics.generated.ts'
import type { QuantSpec } from '../quantSpec.ts'
import type { ObservedQParams, ValueRange } from './observer.ts'

/**
 * Scale and zero point for the range seen at `point`.
 * @throws TSFX3004 when the range is null.
 */
export function perTensorQParams(range: ValueRange | null, spec: QuantSpec, point: string): ObservedQParams {
  if (range === null) throw observerSawNothing({ point }, { node: point })
  const { scale, zeroPoint, constantZero } = chooseQParams(range.min, range.max, spec)
  return {
    q: { scale: [scale], zeroPoint: [zeroPoint], axes: [], qmin: spec.qmin, qmax: spec.qmax },
    constantZero: constantZero ? [0] : [],
  }
}
