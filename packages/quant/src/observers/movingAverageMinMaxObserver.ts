/**
 * @file Observes a moving average of each batch's least and greatest value, so that one outlier batch counts
 * little. After torch/ao/quantization/observer.py, `MovingAverageMinMaxObserver`.
 */
import { checkFinite } from './checkFinite.ts'
import { checkSameObserver } from './checkSameObserver.ts'
import type { Observer, ValueRange } from './observer.ts'
import { perTensorQParams } from './perTensorQParams.ts'
import { rangeOf } from './valueRange.ts'

export interface MovingAverageMinMaxState {
  readonly kind: 'movingAverageMinMax'
  readonly averagingConstant: number
  /** Batches observed. */
  readonly count: number
  /** Null before the first batch. */
  readonly range: ValueRange | null
}

/**
 * Observes `m += averagingConstant * (batch - m)` for both ends; the first batch initialises them.
 *
 * The result depends on the order of batches. Merging weighs both averages by their number of batches: it is
 * symmetric, and equals neither order of observing all batches in one run.
 */
export function movingAverageMinMaxObserver(averagingConstant = 0.01): Observer<MovingAverageMinMaxState> {
  const kind = 'movingAverageMinMax'
  return {
    kind,
    init: () => ({ kind, averagingConstant, count: 0, range: null }),
    observe(state, values, shape, place) {
      checkFinite(values, shape, place)
      const batch = rangeOf(values)
      if (batch === null) return state
      const range = state.range === null ? batch : mix(state.range, batch, averagingConstant)
      return { ...state, count: state.count + 1, range }
    },
    merge(a, b) {
      checkSameObserver(a, b, (state) => `(averagingConstant ${state.averagingConstant})`)
      if (a.range === null || b.range === null) return a.range === null ? b : a
      const count = a.count + b.count
      return { ...a, count, range: mix(a.range, b.range, b.count / count) }
    },
    qparams: (state, spec, point) => perTensorQParams(state.range, spec, point),
  }
}

/** `a` with the share `weight` of it replaced by `b`. */
function mix(a: ValueRange, b: ValueRange, weight: number): ValueRange {
  return { min: a.min + weight * (b.min - a.min), max: a.max + weight * (b.max - a.max) }
}
