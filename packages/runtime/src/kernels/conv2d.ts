/**
 * @file conv2d with groups: `acc = bias + sum (x - zx)(w - zw)` over the taps inside the image (padding is real
 * 0), then one requantization. Weight `[kh, kw, inC / groups, outC]`; groups = inC / weight.shape[2].
 */
import { invalidLayer } from '../diagnostics.generated.ts'
import { outputType } from '../outputRange.ts'
import { allocate, type QuantizedData, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { productRequantizer } from '../requantizer.ts'
import type { WeightedLayer } from '../weightedLayer.ts'
import { type CenteredLayer, centerLayer, checkLayer } from './centeredLayer.ts'
import { type Call, type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'
import { type Window, windowOf } from './window.ts'

const AXES = [3]

export const conv2d: Kernel<'conv2d'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const { window, layer, groups } = geometryOf(call, input)
    const outC = layer.weight.shape[3]!
    if (!Number.isInteger(groups) || outC % groups !== 0) {
      throw invalidLayer({
        layer: layer.name ?? '(unnamed)',
        problem: `its weight [${layer.weight.shape}] does not divide ${input.shape[3]} input channels into groups`,
      })
    }
    return outputType([input.shape[0]!, window.outHeight, window.outWidth, outC], call.options.output)
  },

  prepare(call, rounding) {
    const input = quantizedInput(call)
    const { window, layer, groups } = geometryOf(call, input)
    const centered = centerLayer(layer, AXES, input)
    const type = conv2d.outputType(call)
    const range = rangeOf(call.options.output, type, rounding, call.options.activation)
    const requantize = productRequantizer(input.scale, centered.scales, range, rounding)
    const imageSize = sizeOf(input.shape.slice(1))
    const accumulators = new Int32Array(window.outHeight * window.outWidth * centered.channels)
    return (inputs, output) => {
      const x = quantizedValue(inputs)
      const y = allocate(range.dtype, sizeOf(output.shape))
      for (let n = 0; n < x.shape[0]!; n++) {
        accumulateConv2d(x.data, n * imageSize, input.zeroPoint, window, centered, groups, accumulators)
        const start = n * accumulators.length
        for (let i = 0; i < accumulators.length; i++) {
          y[start + i] = requantize(accumulators[i]!, i % centered.channels)
        }
      }
      return tensorOf(y, output as QuantizedType)
    }
  },
}

function geometryOf(
  call: Call<'conv2d'>,
  input: QuantizedType,
): { window: Window; layer: WeightedLayer; groups: number } {
  const layer = call.layer!
  checkLayer(layer, 4, AXES)
  const [filterHeight, filterWidth, groupChannels] = layer.weight.shape as [number, number, number, number]
  const window = windowOf('conv2d', input.shape, { ...call.options, filter: [filterHeight, filterWidth] })
  return { window, layer, groups: input.shape[3]! / groupChannels }
}

/** The int32 sums of one image, `[outH, outW, outC]`, of the stored values from `offset` on. */
export function accumulateConv2d(
  x: QuantizedData,
  offset: number,
  zeroPoint: number,
  window: Window,
  layer: CenteredLayer,
  groups: number,
  accumulators: Int32Array,
): void {
  const { channels } = layer
  const groupChannels = layer.weights.length / (window.filterHeight * window.filterWidth * channels)
  const inC = groupChannels * groups
  for (let y = 0; y < window.outHeight; y++) {
    for (let xx = 0; xx < window.outWidth; xx++) {
      const at = (y * window.outWidth + xx) * channels
      accumulators.set(layer.bias, at)
      for (let ky = 0; ky < window.filterHeight; ky++) {
        const iy = y * window.strideY - window.top + ky * window.dilationY
        if (iy < 0 || iy >= window.inHeight) continue
        for (let kx = 0; kx < window.filterWidth; kx++) {
          const ix = xx * window.strideX - window.left + kx * window.dilationX
          if (ix < 0 || ix >= window.inWidth) continue
          const pixel = offset + (iy * window.inWidth + ix) * inC
          const tap = (ky * window.filterWidth + kx) * groupChannels * channels
          for (let g = 0; g < groups; g++) {
            const groupAt = (g * channels) / groups
            addProducts(
              x,
              pixel + g * groupChannels,
              groupChannels,
              zeroPoint,
              layer.weights,
              tap + groupAt,
              channels,
              accumulators,
              at + groupAt,
              channels / groups,
            )
          }
        }
      }
    }
  }
}

/**
 * `accumulators[at + o] += sum over i of (x[from + i] - zeroPoint) * weights[row + i * stride + o]` for `o` in
 * `0..width`: the inner loop of conv2d and linear.
 */
export function addProducts(
  x: QuantizedData,
  from: number,
  depth: number,
  zeroPoint: number,
  weights: Int16Array,
  row: number,
  stride: number,
  accumulators: Int32Array,
  at: number,
  width: number,
): void {
  let i = 0
  // Four rows at a time: a quarter of the loads and stores of accumulators.
  for (; i + 4 <= depth; i += 4) {
    const x0 = x[from + i]! - zeroPoint
    const x1 = x[from + i + 1]! - zeroPoint
    const x2 = x[from + i + 2]! - zeroPoint
    const x3 = x[from + i + 3]! - zeroPoint
    const row0 = row + i * stride
    const row1 = row0 + stride
    const row2 = row1 + stride
    const row3 = row2 + stride
    for (let o = 0; o < width; o++) {
      const low = Math.imul(x0, weights[row0 + o]!) + Math.imul(x1, weights[row1 + o]!)
      const high = Math.imul(x2, weights[row2 + o]!) + Math.imul(x3, weights[row3 + o]!)
      accumulators[at + o] = (accumulators[at + o]! + low + high) | 0
    }
  }
  for (; i < depth; i++) {
    const value = x[from + i]! - zeroPoint
    const row0 = row + i * stride
    for (let o = 0; o < width; o++) {
      accumulators[at + o] = (accumulators[at + o]! + Math.imul(value, weights[row0 + o]!)) | 0
    }
  }
}
