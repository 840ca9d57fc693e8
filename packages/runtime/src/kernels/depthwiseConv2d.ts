/**
 * @file depthwiseConv2d: weight `[kh, kw, inC, multiplier]`, output channel `ic * multiplier + m`. Arithmetic as
 * in conv2d.
 */
import { invalidLayer } from '../diagnostics.generated.ts'
import { outputType } from '../outputRange.ts'
import { allocate, type QuantizedData, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { productRequantizer } from '../requantizer.ts'
import { type CenteredLayer, centerLayer, checkLayer } from './centeredLayer.ts'
import { type Call, type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'
import { type Window, windowOf } from './window.ts'

const AXES = [2, 3]

export const depthwiseConv2d: Kernel<'depthwiseConv2d'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const layer = call.layer!
    const window = windowOfCall(call, input)
    const [, , inC, multiplier] = layer.weight.shape as [number, number, number, number]
    if (inC !== input.shape[3]) {
      throw invalidLayer({
        layer: layer.name ?? '(unnamed)',
        problem: `its weight [${layer.weight.shape}] is for ${inC} channels, and the input has ${input.shape[3]}`,
      })
    }
    const shape = [input.shape[0]!, window.outHeight, window.outWidth, inC * multiplier]
    return outputType(shape, call.options.output)
  },

  prepare(call, rounding) {
    const input = quantizedInput(call)
    const window = windowOfCall(call, input)
    const centered = centerLayer(call.layer!, AXES, input)
    const range = rangeOf(
      call.options.output,
      depthwiseConv2d.outputType(call),
      rounding,
      call.options.activation,
    )
    const requantize = productRequantizer(input.scale, centered.scales, range, rounding)
    const imageSize = sizeOf(input.shape.slice(1))
    const accumulators = new Int32Array(window.outHeight * window.outWidth * centered.channels)
    return (inputs, output) => {
      const x = quantizedValue(inputs)
      const y = allocate(range.dtype, sizeOf(output.shape))
      for (let n = 0; n < x.shape[0]!; n++) {
        accumulateDepthwise(x.data, n * imageSize, input, window, centered, accumulators)
        const start = n * accumulators.length
        for (let i = 0; i < accumulators.length; i++) {
          y[start + i] = requantize(accumulators[i]!, i % centered.channels)
        }
      }
      return tensorOf(y, output as QuantizedType)
    }
  },
}

function windowOfCall(call: Call<'depthwiseConv2d'>, input: QuantizedType): Window {
  checkLayer(call.layer!, 4, AXES)
  const [filterHeight, filterWidth] = call.layer!.weight.shape as [number, number, number, number]
  return windowOf('depthwiseConv2d', input.shape, { ...call.options, filter: [filterHeight, filterWidth] })
}

/** The int32 sums of one image, `[outH, outW, inC * multiplier]`, of the stored values from `offset` on. */
export function accumulateDepthwise(
  x: QuantizedData,
  offset: number,
  input: QuantizedType,
  window: Window,
  layer: CenteredLayer,
  accumulators: Int32Array,
): void {
  const { channels } = layer
  const inC = input.shape[3]!
  const multiplier = channels / inC
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
          const tap = (ky * window.filterWidth + kx) * channels
          addTap(x, pixel, inC, input.zeroPoint, layer.weights, tap, multiplier, accumulators, at)
        }
      }
    }
  }
}

/** Adds one tap of every channel: `accumulators[at + o] += (x[pixel + o / multiplier] - z) * weights[tap + o]`. */
function addTap(
  x: QuantizedData,
  pixel: number,
  inC: number,
  zeroPoint: number,
  weights: Int16Array,
  tap: number,
  multiplier: number,
  accumulators: Int32Array,
  at: number,
): void {
  let o = 0
  for (let i = 0; i < inC; i++) {
    const value = x[pixel + i]! - zeroPoint
    for (let m = 0; m < multiplier; m++, o++) {
      accumulators[at + o] = (accumulators[at + o]! + Math.imul(value, weights[tap + o]!)) | 0
    }
  }
}
