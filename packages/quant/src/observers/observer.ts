/**
 * @file What an observer is: the statistics that calibration collects at one point of the graph.
 *
 * An observer has no state of its own. Its state is plain JSON, so that it can be written to a file, continued,
 * and merged with the state of another run over other samples.
 */
import type { QParams } from '@tsfx/ir'
import type { QuantSpec } from '../quantSpec.ts'
import type { HistogramState } from './histogramObserver.ts'
import type { MinMaxState } from './minMaxObserver.ts'
import type { MovingAverageMinMaxState } from './movingAverageMinMaxObserver.ts'
import type { PerChannelMinMaxState } from './perChannelMinMaxObserver.ts'

/** The observed reals, both ends included. */
export interface ValueRange {
  readonly min: number
  readonly max: number
}

/** Where observed values come from, to name them when they are not finite. */
export interface ObservationPlace {
  /** What the values are: calibration data, a value inside the model, or a weight. */
  readonly kind: 'input' | 'activation' | 'parameter'
  /** Name of the input, observation point or parameter. */
  readonly name: string
  /** Index, in the calibration data, of the first row (axis 0) of these values. */
  readonly firstRow: number
}

export type ObserverState = MinMaxState | MovingAverageMinMaxState | HistogramState | PerChannelMinMaxState

/** Quantization parameters of one observed tensor. */
export interface ObservedQParams {
  readonly q: QParams
  /** Indices into `q.scale` of channels where nothing but zeros was seen, so that the scale is arbitrary. */
  readonly constantZero: readonly number[]
}

export interface Observer<S extends ObserverState = ObserverState> {
  readonly kind: S['kind']
  /** The state before anything was observed. */
  init(): S
  /**
   * The state after `values`, a tensor of `shape`, too. `state` itself is not changed; no values, same state.
   * @throws TSFX3001, TSFX3002, TSFX3003 when a value is NaN or infinite.
   */
  observe(state: S, values: Float32Array, shape: readonly number[], place: ObservationPlace): S
  /**
   * The state after what `a` and then `b` have seen. `merge(init(), state)` checks a state read from a file.
   * @throws TSFX3005 when they are states of different observers.
   */
  merge(a: S, b: S): S
  /**
   * Scale and zero point for what was observed at `point`.
   * @throws TSFX3004 when nothing was.
   */
  qparams(state: S, spec: QuantSpec, point: string): ObservedQParams
}
