/**
 * @file Observes a histogram, and clips the range where that lowers the quantization error.
 *
 * The purpose is that of `HistogramObserver` in torch/ao/quantization/observer.py: at most 2048 bins, a range
 * that grows with the data, an L2 search for the ends (searchClippedRange.ts). The grid differs: bins are
 * `[k, k + 1) * 2^exponent` for integer `k`, with the least exponent that covers the data. When the range
 * grows, whole bins are joined in pairs and nothing is interpolated, so a histogram depends on the values
 * alone, not on their order or batches: merging shards gives exactly the histogram of the whole.
 */
import { checkFinite } from './checkFinite.ts'
import { checkSameObserver } from './checkSameObserver.ts'
import type { Observer, ValueRange } from './observer.ts'
import { perTensorQParams } from './perTensorQParams.ts'
import { searchClippedRange } from './searchClippedRange.ts'
import { rangeOf, unionRange } from './valueRange.ts'

export interface HistogramState {
  readonly kind: 'histogram'
  /** The largest number of bins. At least half are in use, unless the values differ by few float32 steps only. */
  readonly bins: number
  /** The exact range of the values; null before the first. */
  readonly range: ValueRange | null
  /** Binary logarithm of the width of a bin. */
  readonly exponent: number
  /** The first bin is [firstBin, firstBin + 1) * 2^exponent. */
  readonly firstBin: number
  /** Number of values per bin, from the bin of the minimum to that of the maximum. */
  readonly counts: readonly number[]
}

/** Observes the distribution of values in up to `bins` bins. Merging is exact, and the order does not matter. */
export function histogramObserver(bins = 2048): Observer<HistogramState> {
  const kind = 'histogram'
  const init = (): HistogramState => ({ kind, bins, range: null, exponent: FINEST, firstBin: 0, counts: [] })
  return {
    kind,
    init,
    observe(state, values, shape, place) {
      checkFinite(values, shape, place)
      const grown = growTo(state, rangeOf(values))
      if (values.length === 0) return state
      const counts = grown.counts.slice()
      const binsPerUnit = 2 ** -grown.exponent
      for (let i = 0; i < values.length; i++) counts[Math.floor(values[i]! * binsPerUnit) - grown.firstBin]!++
      return { ...grown, counts }
    },
    merge(a, b) {
      checkSameObserver(a, b, (state) => `(bins ${state.bins})`)
      const merged = growTo(a, b.range)
      const { counts } = growTo(b, a.range)
      return { ...merged, counts: merged.counts.map((count, bin) => count + counts[bin]!) }
    },
    qparams: (state, spec, point) =>
      perTensorQParams(state.range && searchClippedRange(state, state.range, spec), spec, point),
  }
}

/** The least positive float32 is 2^-149. */
const FINEST = -149

/** The same histogram on the grid of the union of its range and `more`. */
function growTo(state: HistogramState, more: ValueRange | null): HistogramState {
  const range = unionRange(state.range, more)
  if (range === null) return state
  const exponent = exponentFor(range, state.exponent, state.bins)
  const binsPerUnit = 2 ** -exponent
  const firstBin = Math.floor(range.min * binsPerUnit)
  const counts: number[] = new Array(Math.floor(range.max * binsPerUnit) - firstBin + 1).fill(0)
  const joined = 2 ** (exponent - state.exponent)
  state.counts.forEach((count, bin) => {
    // Exact: floor(floor(x / w) / 2^n) = floor(x / (w * 2^n)).
    counts[Math.floor((state.firstBin + bin) / joined) - firstBin]! += count
  })
  return { ...state, range, exponent, firstBin, counts }
}

/**
 * The least exponent, from `start` up, whose grid covers `range` with `bins` bins, none finer than float32 is at
 * the largest magnitude. A wider range never has a smaller one, which is what makes joining bins enough.
 */
function exponentFor(range: ValueRange, start: number, bins: number): number {
  const magnitude = Math.max(-range.min, range.max)
  let exponent = start
  for (;;) {
    const binsPerUnit = 2 ** -exponent
    const used = Math.floor(range.max * binsPerUnit) - Math.floor(range.min * binsPerUnit) + 1
    if (used <= bins && magnitude * binsPerUnit < 2 ** 24) return exponent
    exponent++
  }
}
