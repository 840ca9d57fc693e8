/** @file Observes the least and greatest value. After torch/ao/quantization/observer.py, `MinMaxObserver`. */
import { checkFinite } from './checkFinite.ts'
import { checkSameObserver } from './checkSameObserver.ts'
import type { Observer, ValueRange } from './observer.ts'
import { perTensorQParams } from './perTensorQParams.ts'
import { rangeOf, unionRange } from './valueRange.ts'

export interface MinMaxState {
  readonly kind: 'minMax'
  /** Null before the first value. */
  readonly range: ValueRange | null
}

/** Observes the range of all values. Merging is exact, and the order does not matter. */
export function minMaxObserver(): Observer<MinMaxState> {
  return {
    kind: 'minMax',
    init: () => ({ kind: 'minMax', range: null }),
    observe(state, values, shape, place) {
      checkFinite(values, shape, place)
      return values.length === 0 ? state : { kind: 'minMax', range: unionRange(state.range, rangeOf(values)) }
    },
    merge(a, b) {
      checkSameObserver(a, b, () => '')
      return { kind: 'minMax', range: unionRange(a.range, b.range) }
    },
    qparams: (state, spec, point) => perTensorQParams(state.range, spec, point),
  }
}
