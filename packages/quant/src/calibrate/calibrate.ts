/** @file `calibrate`: runs the prepared graph on the user's data, and collects statistics at its points. */
import type { FxNode, Graph } from '@tsfx/ir'
import { boundTfjs, eachTensor, interpret, isTensor, type Tfjs, type Value } from '@tsfx/ops'
import { checkOptions } from '../checkOptions.ts'
import { emptyCalibration, notPrepared } from '../diagnostics.generated.ts'
import { createObserver } from '../observers/createObserver.ts'
import type { Observer, ObserverState } from '../observers/observer.ts'
import { calibratedPoints, observationsOf } from '../prepare/observation.ts'
import { bindSample, type CalibrationSample } from './bindSample.ts'
import { type CalibrationStats, calibrationStats } from './calibrationStats.ts'
import { graphDigest } from './graphDigest.ts'

export interface CalibrationProgress {
  readonly samples: number
  readonly rows: number
}

export interface CalibrateOptions {
  /** Default: the bound TensorFlow.js. */
  readonly tf?: Tfjs
  /** Called after every sample. */
  readonly onProgress?: (progress: CalibrationProgress) => void
  /** Ends after the sample that brings the number of rows to this. Default: all data. */
  readonly limit?: number
}

/**
 * Observes `data` sample by sample. The user's tensors stay the user's; the graph does not change.
 * @throws TSFX3016 without data or without observers to feed, TSFX3017 for a sample that does not fit, TSFX3001 and
 * TSFX3002 for values that are not finite.
 */
export async function calibrate(
  prepared: Graph,
  data: Iterable<CalibrationSample> | AsyncIterable<CalibrationSample>,
  options: CalibrateOptions = {},
): Promise<CalibrationStats> {
  checkOptions('calibrate', options, ['tf', 'onProgress', 'limit'])
  const tf = options.tf ?? boundTfjs()
  const collector = new Collector(prepared)
  const graph = graphDigest(prepared)
  let [samples, rows] = [0, 0]
  for await (const sample of data) {
    const bound = bindSample(tf, prepared, sample, { sample: samples, row: rows })
    try {
      const result = interpret(prepared, bound.inputs, { tf, onValue: collector.observerAt(rows) })
      eachTensor(result, (tensor) => tensor.dispose())
    } finally {
      for (const tensor of bound.made) tensor.dispose()
    }
    samples += 1
    rows += bound.rows
    options.onProgress?.({ samples, rows })
    if (options.limit !== undefined && rows >= options.limit) break
  }
  if (rows === 0) throw emptyCalibration()
  return calibrationStats(graph, rows, collector.states())
}

class Collector {
  readonly #observers: ReadonlyMap<string, Observer>
  readonly #states: Map<string, ObserverState>
  readonly #points: ReadonlyMap<FxNode, string>

  constructor(prepared: Graph) {
    const observations = observationsOf(prepared)
    if (observations.length === 0) throw notPrepared({ graph: prepared.meta.name })
    const specs = calibratedPoints(observations)
    this.#observers = new Map([...specs].map(([name, spec]) => [name, createObserver(spec)]))
    this.#states = new Map([...this.#observers].map(([name, observer]) => [name, observer.init()]))
    const collecting = observations.filter(({ name, collect }) => collect && specs.has(name))
    this.#points = new Map(collecting.map(({ node, name }) => [node, name]))
  }

  observerAt(firstRow: number) {
    return (node: FxNode, value: Value): void => {
      const name = this.#points.get(node)
      if (name === undefined || !isTensor(value)) return
      const place = { kind: 'activation', name, firstRow } as const
      const observer = this.#observers.get(name)!
      const values = value.dataSync() as Float32Array
      this.#states.set(name, observer.observe(this.#states.get(name)!, values, value.shape, place))
    }
  }

  states(): Readonly<Record<string, ObserverState>> {
    return Object.fromEntries(this.#states)
  }
}
