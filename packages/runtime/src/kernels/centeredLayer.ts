/**
 * @file A weighted layer made ready for the scalar kernels: weights minus their zero points, one scale per
 * output channel, and the proof that int32 accumulators cannot overflow.
 */
import { accumulatorOverflow, invalidLayer } from '../diagnostics.generated.ts'
import { largestOffset, type QuantizedType, sizeOf, storageRange } from '../quantizedTensor.ts'
import type { WeightedLayer } from '../weightedLayer.ts'

export interface CenteredLayer {
  /** `w - zw`, -255..255, laid out as in the file: the output channel varies fastest. */
  readonly weights: Int16Array
  readonly bias: Int32Array
  /** One per output channel. */
  readonly scales: Float32Array
  readonly channels: number
}

const nameOf = (layer: WeightedLayer): string => layer.name ?? '(unnamed)'

/**
 * Refuses weights whose parts do not belong together.
 * @param axes the channel axes of the op's weight
 * @throws TSFX6005
 */
export function checkLayer(layer: WeightedLayer, rank: number, axes: readonly number[]): void {
  const { weight, bias } = layer
  const refuse = (problem: string) => invalidLayer({ layer: nameOf(layer), problem })
  if (weight.shape.length !== rank)
    throw refuse(`its weight is [${weight.shape}], and rank ${rank} is needed`)
  if (weight.data.length !== sizeOf(weight.shape))
    throw refuse(`[${weight.shape}] does not hold ${weight.data.length} weights`)
  if (weight.axes.length && weight.axes.join() !== axes.join()) {
    throw refuse(`its scales are along axes [${weight.axes}], and [${axes}] or [] is needed`)
  }
  const parameters = sizeOf(weight.axes.map((axis) => weight.shape[axis]!))
  if (weight.scale.length !== parameters)
    throw refuse(`it has ${weight.scale.length} scales, and ${parameters} are needed`)
  if (weight.zeroPoint.length !== parameters) {
    throw refuse(`it has ${weight.zeroPoint.length} zero points, and ${parameters} are needed`)
  }
  const channels = sizeOf(axes.map((axis) => weight.shape[axis]!))
  if (bias && bias.length !== channels)
    throw refuse(`it has ${bias.length} biases for ${channels} output channels`)
}

/** Scales and zero points that no 8-bit weight can have; checked once per preparation, as there may be many. */
function checkParameters(layer: WeightedLayer): void {
  const { scale, zeroPoint, dtype } = layer.weight
  const refuse = (problem: string) => invalidLayer({ layer: nameOf(layer), problem })
  const [low, high] = storageRange(dtype)
  const badScale = scale.findIndex((value) => !(value > 0 && Number.isFinite(value)))
  if (badScale >= 0)
    throw refuse(`its scale ${badScale} is ${scale[badScale]}, which is not positive and finite`)
  const badZero = zeroPoint.findIndex((value) => !(value >= low && value <= high))
  if (badZero >= 0) {
    throw refuse(`its zero point ${badZero} is ${zeroPoint[badZero]}, outside of ${low}..${high} (${dtype})`)
  }
}

/**
 * Centers the weights of a checked layer and proves, per output channel, that
 * `sum |w - zw| * max |x - zx| + |bias| < 2^31`.
 * @throws TSFX6001, TSFX6005 for scales and zero points that cannot be
 */
export function centerLayer(
  layer: WeightedLayer,
  axes: readonly number[],
  input: QuantizedType,
): CenteredLayer {
  checkParameters(layer)
  const { weight } = layer
  const channels = sizeOf(axes.map((axis) => weight.shape[axis]!))
  const perChannel = weight.axes.length > 0
  const weights = new Int16Array(weight.data.length)
  const bias = layer.bias ?? new Int32Array(channels)
  const magnitudes = new Float64Array(channels)
  for (let i = 0; i < weights.length; i++) {
    const channel = i % channels
    weights[i] = weight.data[i]! - weight.zeroPoint[perChannel ? channel : 0]!
    magnitudes[channel]! += Math.abs(weights[i]!)
  }
  magnitudes.forEach((magnitude, channel) => {
    const bound = magnitude * largestOffset(input) + Math.abs(bias[channel]!)
    if (bound >= 2 ** 31) throw accumulatorOverflow({ layer: nameOf(layer), bound })
  })
  const scales = Float32Array.from({ length: channels }, (_, c) => weight.scale[perChannel ? c : 0]!)
  return { weights, bias, scales, channels }
}
