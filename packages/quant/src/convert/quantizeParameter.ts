/**
 * @file Parameters as integers. Weights: `clamp(round(F(w / s)))`, one scale per channel or one for all. Bias: int32,
 * `round(b / (s_x * s_w))`, so that it can be added to the accumulator (docs/quantization.md, "Bias").
 */
import type { QParams } from '@tsfx/ir'
import { type RoundingMode, roundReal } from '@tsfx/runtime'
import { biasOutOfRange } from '../diagnostics.generated.ts'
import type { QuantizedDType } from '../quantSpec.ts'

/** Index into the scales of `q` of each element of a tensor of `shape`, row-major. */
export function channelIndices(shape: readonly number[], { axes }: Pick<QParams, 'axes'>): Int32Array {
  const size = shape.reduce((product, dim) => product * dim, 1)
  const channels = new Int32Array(size)
  for (const axis of axes) {
    const stride = shape.slice(axis + 1).reduce((product, dim) => product * dim, 1)
    for (let i = 0; i < size; i++)
      channels[i] = channels[i]! * shape[axis]! + (Math.floor(i / stride) % shape[axis]!)
  }
  return channels
}

/** Quantizes `values`, a tensor of `shape`, ties as the rounding mode breaks them. */
export function quantizeParameter(
  values: Float32Array,
  shape: readonly number[],
  dtype: QuantizedDType,
  q: QParams,
  rounding: RoundingMode,
): Int8Array | Uint8Array {
  const stored = dtype === 'int8' ? new Int8Array(values.length) : new Uint8Array(values.length)
  const channels = channelIndices(shape, q)
  for (let i = 0; i < values.length; i++) {
    const channel = channels[i]!
    const step = roundReal(Math.fround(values[i]! / q.scale[channel]!), rounding) + q.zeroPoint[channel]!
    stored[i] = Math.min(q.qmax, Math.max(q.qmin, step))
  }
  return stored
}

/** Leaves half of int32 to the products; a larger bias makes the weight's scale larger instead. */
const LARGEST_BIAS = 2 ** 30

/**
 * `q` with scales at which the bias fits in the accumulator. Batch norm folding makes channels whose weights are
 * next to nothing beside their bias: at the scale that suits the weights, the bias would not fit in 32 bits.
 * (TensorFlow Lite and ONNX Runtime enlarge the scale as well.)
 */
export function fitToBias(q: QParams, bias: Float32Array, inputScale: number): QParams {
  const least = (b: number) => Math.abs(b) / (inputScale * LARGEST_BIAS)
  if (q.axes.length > 0) {
    return { ...q, scale: q.scale.map((scale, c) => Math.max(scale, Math.fround(least(bias[c]!)))) }
  }
  const largest = bias.reduce((most, b) => Math.max(most, least(b)), 0)
  return { ...q, scale: q.scale.map((scale) => Math.max(scale, Math.fround(largest))) }
}

/**
 * The bias `[C]` in steps of `inputScale * weightScales[c]`.
 * @throws TSFX3019 when a step does not fit in int32, which `fitToBias` prevents.
 */
export function quantizeBias(
  bias: Float32Array,
  inputScale: number,
  weightScales: readonly number[],
  rounding: RoundingMode,
): Int32Array {
  return Int32Array.from(bias, (b, channel) => {
    // The product of two float32 is exact in a double.
    const scale = inputScale * weightScales[weightScales.length === 1 ? 0 : channel]!
    const steps = roundReal(b / scale, rounding)
    if (!(Math.abs(steps) < 2 ** 31)) throw biasOutOfRange({ channel, bias: b, scale })
    return steps
  })
}
