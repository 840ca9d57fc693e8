import { histogramObserver, mergeObserverStates, minMaxObserver } from '@tsfx/quant'

/** Two shards from different observers. */
export const trigger = (): unknown => mergeObserverStates(histogramObserver().init(), minMaxObserver().init())
