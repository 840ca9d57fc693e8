/**
 * @file Observes the least and greatest value of each channel, for weights.
 * After torch/ao/quantization/observer.py, `PerChannelMinMaxObserver`, for channels along several axes.
 */
import { chooseQParams } from '../chooseQParams.ts'
import { observerSawNothing } from '../diagnostics.generated.ts'
import { checkFinite } from './checkFinite.ts'
import { checkSameObserver } from './checkSameObserver.ts'
import type { Observer, ValueRange } from './observer.ts'
import { unionRange } from './valueRange.ts'

export interface PerChannelMinMaxState {
  readonly kind: 'perChannelMinMax'
  readonly axes: readonly number[]
  /** One range per channel, row-major over `axes`; null before the first value. */
  readonly channels: readonly ValueRange[] | null
}

/** Observes one range per index of `axes`. Merging is exact, and the order does not matter. */
export function perChannelMinMaxObserver(axes: readonly number[]): Observer<PerChannelMinMaxState> {
  const kind = 'perChannelMinMax'
  const merge = (a: PerChannelMinMaxState, b: PerChannelMinMaxState): PerChannelMinMaxState => {
    checkSameObserver(a, b, (state) => `(axes [${state.axes}])`)
    if (a.channels === null || b.channels === null) return a.channels === null ? b : a
    checkSameObserver(a, b, (state) => ` of ${state.channels?.length} channels`)
    const others = b.channels
    return { ...a, channels: a.channels.map((range, channel) => unionRange(range, others[channel]!)!) }
  }
  return {
    kind,
    init: () => ({ kind, axes, channels: null }),
    observe(state, values, shape, place) {
      checkFinite(values, shape, place)
      return values.length === 0
        ? state
        : merge(state, { kind, axes, channels: channelRanges(values, shape, axes) })
    },
    merge,
    qparams(state, spec, point) {
      if (state.channels === null) throw observerSawNothing({ point }, { node: point })
      const chosen = state.channels.map(({ min, max }) => chooseQParams(min, max, spec))
      return {
        q: {
          scale: chosen.map(({ scale }) => scale),
          zeroPoint: chosen.map(({ zeroPoint }) => zeroPoint),
          axes: state.axes,
          qmin: spec.qmin,
          qmax: spec.qmax,
        },
        constantZero: chosen.flatMap(({ constantZero }, channel) => (constantZero ? [channel] : [])),
      }
    },
  }
}

function channelRanges(
  values: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): ValueRange[] {
  const channelCount = axes.reduce((count, axis) => count * shape[axis]!, 1)
  const min = new Float32Array(channelCount).fill(Number.POSITIVE_INFINITY)
  const max = new Float32Array(channelCount).fill(Number.NEGATIVE_INFINITY)
  // An index of the tensor falls apart into one coordinate per axis; those of `axes` make the channel.
  const terms = axes.map((axis, i) => ({
    stride: product(shape.slice(axis + 1)),
    size: shape[axis]!,
    channelStride: product(axes.slice(i + 1).map((later) => shape[later]!)),
  }))
  for (let i = 0; i < values.length; i++) {
    let channel = 0
    for (const { stride, size, channelStride } of terms)
      channel += (Math.floor(i / stride) % size) * channelStride
    const value = values[i]!
    if (value < min[channel]!) min[channel] = value
    if (value > max[channel]!) max[channel] = value
  }
  return Array.from(min, (least, channel) => ({ min: least + 0, max: max[channel]! + 0 }))
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1)
