/**
 * @file What a tensor is to be quantized to, as plain data: it is written into observer nodes and reports.
 *
 * Scheme: `real = scale * (stored - zeroPoint)`, `qmin <= stored <= qmax` (docs/quantization.md, "Scheme").
 */
import { invalidQuantSpec } from './diagnostics.generated.ts'

/** The integer types a tensor can be stored in. */
export type QuantizedDType = 'int8' | 'uint8'

/** All the integers each type can store, both ends included. */
export const STORAGE_RANGE: Readonly<Record<QuantizedDType, readonly [qmin: number, qmax: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
}

/** Which observer collects the statistics, with its options. */
export type ObserverSpec =
  | { readonly kind: 'minMax' }
  /** `averagingConstant`: weight of each new batch, in (0, 1]. */
  | { readonly kind: 'movingAverageMinMax'; readonly averagingConstant: number }
  /** `bins`: the largest number of bins kept. */
  | { readonly kind: 'histogram'; readonly bins: number }
  | { readonly kind: 'perChannelMinMax' }

interface QuantSpecBase {
  readonly dtype: QuantizedDType
  /** Stored range; may be narrower than the dtype's, as in -127..127. */
  readonly qmin: number
  readonly qmax: number
  /** Whether the zero point is fixed to the middle of the stored range. */
  readonly symmetric: boolean
  readonly observer: ObserverSpec
}

/** How one tensor is quantized: per tensor when `axes` is empty, else with one scale per index of `axes`. */
export interface QuantSpec extends QuantSpecBase {
  readonly axes: readonly number[]
}

/** How weights are quantized, before the op that uses them says which of their axes are channels. */
export interface WeightQuantSpec extends QuantSpecBase {
  readonly perChannel: boolean
}

/** The spec of one weight, whose channels lie along `channelAxes`. */
export function weightSpecFor(weight: WeightQuantSpec, channelAxes: readonly number[]): QuantSpec {
  const { perChannel, ...base } = weight
  return { ...base, axes: perChannel ? channelAxes : [] }
}

/**
 * Refuses a spec that no tensor can be quantized by.
 * @throws TSFX3006
 */
export function checkQuantSpec(spec: QuantSpec): void {
  const reason = specProblem(spec) ?? observerProblem(spec)
  if (reason !== null) throw invalidQuantSpec({ reason })
}

function specProblem({ dtype, qmin, qmax, axes }: QuantSpec): string | null {
  if (!Object.hasOwn(STORAGE_RANGE, dtype)) return `dtype is '${dtype}', not int8 or uint8`
  const [low, high] = STORAGE_RANGE[dtype]
  if (!Number.isInteger(qmin) || !Number.isInteger(qmax))
    return `qmin and qmax are ${qmin} and ${qmax}, not integers`
  if (qmin < low || qmax > high) return `${qmin}..${qmax} does not fit in ${dtype} (${low}..${high})`
  if (qmin >= qmax) return `the stored range ${qmin}..${qmax} holds fewer than two values`
  // Real 0 may fall on any step, and an all-zero tensor is stored as zeros.
  if (qmin > 0 || qmax < 0) return `the stored range ${qmin}..${qmax} does not contain 0`
  if (axes.some((axis) => !Number.isInteger(axis) || axis < 0))
    return `axes are [${axes}], not indices of dimensions`
  if (new Set(axes).size !== axes.length) return `an axis is named twice in [${axes}]`
  return null
}

function observerProblem({ observer, axes }: QuantSpec): string | null {
  const perChannel = observer.kind === 'perChannelMinMax'
  if (perChannel !== axes.length > 0) {
    return `observer ${observer.kind} does not observe ${axes.length ? `per index of axes [${axes}]` : 'per tensor'}`
  }
  switch (observer.kind) {
    case 'movingAverageMinMax': {
      const weight = observer.averagingConstant
      return weight > 0 && weight <= 1 ? null : `averagingConstant is ${weight}, not in (0, 1]`
    }
    case 'histogram':
      return Number.isInteger(observer.bins) && observer.bins >= 2
        ? null
        : `bins is ${observer.bins}, not an integer >= 2`
    case 'minMax':
    case 'perChannelMinMax':
      return null
    default:
      return `there is no observer '${(observer satisfies never as ObserverSpec).kind}'`
  }
}
