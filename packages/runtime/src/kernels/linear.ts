/**
 * @file linear: `[..., in]` by weight `[in, out]` -> `[..., out]`. Arithmetic as in conv2d (a 1x1 window).
 */
import { invalidLayer } from '../diagnostics.generated.ts'
import { outputType } from '../outputRange.ts'
import { allocate, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { productRequantizer } from '../requantizer.ts'
import { centerLayer, checkLayer } from './centeredLayer.ts'
import { addProducts } from './conv2d.ts'
import { type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

const AXES = [1]

export const linear: Kernel<'linear'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const layer = call.layer!
    checkLayer(layer, 2, AXES)
    const [features, channels] = layer.weight.shape as [number, number]
    if (input.shape.at(-1) !== features) {
      throw invalidLayer({
        layer: layer.name ?? '(unnamed)',
        problem: `its weight [${layer.weight.shape}] does not fit an input of shape [${input.shape}]`,
      })
    }
    return outputType([...input.shape.slice(0, -1), channels], call.options.output)
  },

  prepare(call, rounding) {
    const input = quantizedInput(call)
    const range = rangeOf(call.options.output, linear.outputType(call), rounding, call.options.activation)
    const { weights, bias, scales, channels } = centerLayer(call.layer!, AXES, input)
    const features = input.shape.at(-1)!
    const requantize = productRequantizer(input.scale, scales, range, rounding)
    const accumulators = new Int32Array(channels)
    return (inputs, output) => {
      const x = quantizedValue(inputs).data
      const y = allocate(range.dtype, sizeOf(output.shape))
      for (let row = 0; row < y.length / channels; row++) {
        accumulators.set(bias)
        addProducts(
          x,
          row * features,
          features,
          input.zeroPoint,
          weights,
          0,
          channels,
          accumulators,
          0,
          channels,
        )
        for (let o = 0; o < channels; o++) y[row * channels + o] = requantize(accumulators[o]!, o)
      }
      return tensorOf(y, output as QuantizedType)
    }
  },
}
