/**
 * @file The borders of the integer part. quantize: `round(F(x / s)) + z`, a true float32 division; ties to even
 * in float32 mode, away from zero (TFLite) else; NaN becomes the lowest value. dequantize: `F(s * (q - z))`.
 */
import { outputType } from '../outputRange.ts'
import { allocate, type QuantizedType } from '../quantizedTensor.ts'
import { roundReal } from '../rounding.ts'
import { floatValue, type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

export const quantize: Kernel<'quantize'> = {
  outputType: (call) => outputType(call.inputTypes[0]!.shape, call.options.output),

  prepare(call, rounding) {
    const { dtype, scale, zeroPoint, low, high } = rangeOf(
      call.options.output,
      quantize.outputType(call),
      rounding,
    )
    return (inputs, output) => {
      const x = floatValue(inputs)
      const y = allocate(dtype, x.data.length)
      for (let i = 0; i < y.length; i++) {
        const stored = roundReal(Math.fround(x.data[i]! / scale), rounding) + zeroPoint
        // The comparison also sends NaN to the lowest value.
        y[i] = stored > low ? Math.min(stored, high) : low
      }
      return tensorOf(y, output as QuantizedType)
    }
  },
}

export const dequantize: Kernel<'dequantize'> = {
  outputType: (call) => ({ dtype: 'float32', shape: quantizedInput(call).shape }),

  prepare(call) {
    const { scale, zeroPoint } = quantizedInput(call)
    return (inputs, output) => {
      const x = quantizedValue(inputs).data
      const data = new Float32Array(x.length)
      for (let i = 0; i < x.length; i++) data[i] = scale * (x[i]! - zeroPoint)
      return { data, shape: output.shape }
    }
  },
}
