/** @file From a spec to its observer, and from a state to its merge: the one list of observers. */
import { checkQuantSpec, type QuantSpec } from '../quantSpec.ts'
import { histogramObserver } from './histogramObserver.ts'
import { minMaxObserver } from './minMaxObserver.ts'
import { movingAverageMinMaxObserver } from './movingAverageMinMaxObserver.ts'
import type { Observer, ObserverState } from './observer.ts'
import { perChannelMinMaxObserver } from './perChannelMinMaxObserver.ts'

/**
 * The observer that `spec` asks for.
 * @throws TSFX3006 when the spec or its observer's options are not valid.
 */
export function createObserver(spec: QuantSpec): Observer {
  checkQuantSpec(spec)
  switch (spec.observer.kind) {
    case 'minMax':
      return minMaxObserver()
    case 'movingAverageMinMax':
      return movingAverageMinMaxObserver(spec.observer.averagingConstant)
    case 'histogram':
      return histogramObserver(spec.observer.bins)
    case 'perChannelMinMax':
      return perChannelMinMaxObserver(spec.axes)
  }
}

/**
 * The merge of two states of the same observer, which the states themselves name.
 * @throws TSFX3005 when their observers differ.
 */
export function mergeObserverStates(a: ObserverState, b: ObserverState): ObserverState {
  return observerOf(a).merge(a, b)
}

function observerOf(state: ObserverState): Observer {
  switch (state.kind) {
    case 'minMax':
      return minMaxObserver()
    case 'movingAverageMinMax':
      return movingAverageMinMaxObserver(state.averagingConstant)
    case 'histogram':
      return histogramObserver(state.bins)
    case 'perChannelMinMax':
      return perChannelMinMaxObserver(state.axes)
  }
}
