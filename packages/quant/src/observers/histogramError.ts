/**
 * @file The squared error that quantizing a histogram makes.
 *
 * Values are taken as uniform within their bin, as in torch/ao/quantization/observer.py (`_get_norm`). The
 * error of a real is measured to the nearest step of the grid that will be used, zero point included; the sum
 * over a bin is an integral in closed form, so the cost is one evaluation per bin.
 */
import type { ScaleAndZeroPoint } from '../chooseQParams.ts'
import type { HistogramState } from './histogramObserver.ts'

export interface HistogramError {
  /** Sum of squared errors, in squared real units. */
  readonly total: number
  /** The part of bins that lie wholly outside the grid. */
  readonly saturated: number
}

/** The error of storing the histogram's values with `scale` and `zeroPoint` in `qmin..qmax`. */
export function histogramError(
  histogram: Pick<HistogramState, 'exponent' | 'firstBin' | 'counts'>,
  { scale, zeroPoint }: Pick<ScaleAndZeroPoint, 'scale' | 'zeroPoint'>,
  { qmin, qmax }: { readonly qmin: number; readonly qmax: number },
): HistogramError {
  const { counts, firstBin } = histogram
  const width = 2 ** histogram.exponent / scale
  const lastStep = qmax - qmin
  let total = 0
  let saturated = 0
  // Everything is counted in steps from the grid's first step.
  let begin = firstBin * width + zeroPoint - qmin
  let integral = squaredDistanceIntegral(begin, lastStep)
  for (let bin = 0; bin < counts.length; bin++) {
    const end = (firstBin + bin + 1) * width + zeroPoint - qmin
    const next = squaredDistanceIntegral(end, lastStep)
    const error = counts[bin]! * (next - integral)
    total += error
    if (end <= 0 || begin >= lastStep) saturated += error
    begin = end
    integral = next
  }
  // Integrals are in steps; the density of a bin is count / width.
  const unit = (scale * scale) / width
  return { total: total * unit, saturated: saturated * unit }
}

/** The integral over 0..x of the squared distance to the nearest of the steps 0, 1, ... lastStep. */
function squaredDistanceIntegral(x: number, lastStep: number): number {
  const nearest = Math.min(Math.max(Math.floor(x + 0.5), 0), lastStep)
  // From one step to the next it is 2 * (1/2)^3 / 3 = 1/12.
  return nearest / 12 + (x - nearest) ** 3 / 3
}
