/**
 * @file Where to clip a histogram's range so that quantization makes the least squared error.
 *
 * Candidates come from a walk inwards, as in torch/ao/quantization/observer.py (`_non_linear_param_search`, after
 * caffe2/quantization/server/norm_minimization.cc): each move cuts about 1e-5 of the values off one end, the one
 * where that frees more bins. Unlike there, both ends are cut alike when values are few, the full range is a
 * candidate, the error is that of the final grid (histogramError.ts), and the walk goes past local minima.
 */
import { chooseQParams } from '../chooseQParams.ts'
import type { QuantSpec } from '../quantSpec.ts'
import { histogramError } from './histogramError.ts'
import type { HistogramState } from './histogramObserver.ts'
import type { ValueRange } from './observer.ts'

/** Share of the values that one move cuts off, or the next value if that is more. */
const QUANTILE_STEP = 1e-5

/** The range within `full`, the exact range of the histogram, with the least error; `full` if none is better. */
export function searchClippedRange(histogram: HistogramState, full: ValueRange, spec: QuantSpec): ValueRange {
  let best = full
  let leastError = errorOf(histogram, full, spec).total
  for (const candidate of clippedRanges(histogram, full)) {
    const error = errorOf(histogram, candidate, spec)
    if (error.total < leastError) {
      best = candidate
      leastError = error.total
    }
    // Candidates are nested, so saturation only grows from here.
    if (error.saturated > leastError) break
  }
  return best
}

function errorOf(histogram: HistogramState, { min, max }: ValueRange, spec: QuantSpec) {
  return histogramError(histogram, chooseQParams(min, max, spec), spec)
}

/** Ever smaller ranges, each inside the one before. */
function* clippedRanges(
  { counts, firstBin, exponent }: HistogramState,
  full: ValueRange,
): Generator<ValueRange> {
  const width = 2 ** exponent
  const atLeast = QUANTILE_STEP * counts.reduce((sum, count) => sum + count, 0)
  let start = 0
  let end = counts.length - 1
  while (start < end) {
    const fromStart = cut(counts, start, end, 1, atLeast)
    const fromEnd = cut(counts, end, start, -1, atLeast)
    if (fromStart.bins * fromEnd.values > fromEnd.bins * fromStart.values) start += fromStart.bins
    else end -= fromEnd.bins
    yield {
      min: Math.max(full.min, (firstBin + start) * width),
      max: Math.min(full.max, (firstBin + end + 1) * width),
    }
  }
}

/** What is cut when bins go from `first` in `direction` until `atLeast` values and the empty bins behind them went. */
function cut(counts: readonly number[], first: number, last: number, direction: 1 | -1, atLeast: number) {
  let values = 0
  let bin = first
  while (bin !== last && (values < atLeast || counts[bin] === 0)) {
    values += counts[bin]!
    bin += direction
  }
  return { values, bins: Math.abs(bin - first) }
}
