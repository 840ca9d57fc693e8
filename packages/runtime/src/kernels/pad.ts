/** @file pad with a real constant, stored in the input's quantization. */
import { shapeMismatch } from '../diagnostics.generated.ts'
import { clampTo } from '../outputRange.ts'
import { allocate, type QuantizedType, sizeOf, storageRange } from '../quantizedTensor.ts'
import { roundReal } from '../rounding.ts'
import { type Kernel, quantizedInput, quantizedValue, tensorOf } from './kernel.ts'

export const pad: Kernel<'pad'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const { paddings } = call.options
    if (
      paddings.length !== input.shape.length ||
      paddings.flat().some((n) => !Number.isInteger(n) || n < 0)
    ) {
      throw shapeMismatch({
        op: 'pad',
        problem: `paddings ${JSON.stringify(paddings)} do not fit [${input.shape}]`,
      })
    }
    return { ...input, shape: input.shape.map((dim, axis) => dim + paddings[axis]![0] + paddings[axis]![1]) }
  },

  prepare(call, rounding) {
    const { dtype, scale, zeroPoint } = quantizedInput(call)
    const { paddings, constantValue } = call.options
    const [low, high] = storageRange(dtype)
    const steps = roundReal(Math.fround(Math.fround(constantValue) / scale), rounding)
    const fill = clampTo(steps + zeroPoint, low, high)
    return (inputs, output) => {
      const x = quantizedValue(inputs)
      const y = allocate(dtype, sizeOf(output.shape)).fill(fill)
      for (let i = 0; i < x.data.length; i++) {
        let [rest, at, stride] = [i, 0, 1]
        for (let axis = x.shape.length - 1; axis >= 0; axis--) {
          at += ((rest % x.shape[axis]!) + paddings[axis]![0]) * stride
          rest = Math.floor(rest / x.shape[axis]!)
          stride *= output.shape[axis]!
        }
        y[at] = x.data[i]!
      }
      return tensorOf(y, output as QuantizedType)
    }
  },
}
