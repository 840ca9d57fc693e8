/** @file maxPool over the taps inside the image; the quantization passes through. */
import { allocate, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { type Kernel, quantizedInput, quantizedValue, tensorOf } from './kernel.ts'
import { forEachWindow, poolWindow } from './poolWindow.ts'

export const maxPool: Kernel<'maxPool'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const window = poolWindow('maxPool', input.shape, call.options)
    return { ...input, shape: [input.shape[0]!, window.outHeight, window.outWidth, input.shape[3]!] }
  },

  prepare(call) {
    const window = poolWindow('maxPool', quantizedInput(call).shape, call.options)
    return (inputs, output) => {
      const x = quantizedValue(inputs)
      const channels = x.shape[3]!
      const y = allocate(x.dtype, sizeOf(output.shape))
      forEachWindow(x.shape, window, (taps, count, outputAt) => {
        for (let c = 0; c < channels; c++) {
          let largest = x.data[taps[0]! + c]!
          for (let t = 1; t < count; t++) largest = Math.max(largest, x.data[taps[t]! + c]!)
          y[outputAt + c] = largest
        }
      })
      return tensorOf(y, output as QuantizedType)
    }
  },
}
