/**
 * @file avgPool over the taps inside the image. float32 mode (family B): `S = sum (x - zx)`,
 * `round(F(F(F(S / n) * F(sx / sy)) + zy))`. Fixed point: TFLite's AVERAGE_POOL_2D, the stored values' mean with
 * ties away from zero; a different output quantization is a requantize after it.
 */
import { accumulatorOverflow } from '../diagnostics.generated.ts'
import { clampTo, type OutputRange, outputType } from '../outputRange.ts'
import type { OutputSpec } from '../quantizedOps.ts'
import { allocate, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { finiteMultiplier } from '../requantizer.ts'
import { type RoundingMode, roundHalfAway, roundHalfEven } from '../rounding.ts'
import { requantizeTable } from '../valueTable.ts'
import { type Call, type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'
import { forEachWindow, poolWindow } from './poolWindow.ts'

export const avgPool: Kernel<'avgPool'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const window = poolWindow('avgPool', input.shape, call.options)
    const bound = window.filterHeight * window.filterWidth * 255
    if (bound >= 2 ** 31) throw accumulatorOverflow({ layer: 'avgPool', bound })
    const shape = [input.shape[0]!, window.outHeight, window.outWidth, input.shape[3]!]
    return outputType(shape, outputOf(call))
  },

  prepare(call, rounding) {
    const input = quantizedInput(call)
    const window = poolWindow('avgPool', input.shape, call.options)
    const range = rangeOf(outputOf(call), avgPool.outputType(call), rounding)
    const average = averageOf(input, range, rounding)
    const channels = input.shape[3]!
    const sums = new Int32Array(channels)
    return (inputs, output) => {
      const x = quantizedValue(inputs)
      const y = allocate(range.dtype, sizeOf(output.shape))
      forEachWindow(x.shape, window, (taps, count, outputAt) => {
        sums.fill(0)
        for (let t = 0; t < count; t++) {
          for (let c = 0; c < channels; c++) sums[c] = sums[c]! + x.data[taps[t]! + c]!
        }
        for (let c = 0; c < channels; c++) y[outputAt + c] = average(sums[c]!, count)
      })
      return tensorOf(y, output as QuantizedType)
    }
  },
}

/** Without `output`, the input's quantization. */
function outputOf(call: Call<'avgPool'>): OutputSpec {
  return call.options.output ?? quantizedInput(call)
}

/** From the sum of `count` stored values to the stored result. */
function averageOf(
  input: QuantizedType,
  range: OutputRange,
  rounding: RoundingMode,
): (sum: number, count: number) => number {
  const { scale, zeroPoint, low, high } = range
  if (rounding === 'float32') {
    const ratio = finiteMultiplier(Math.fround(input.scale / scale), scale)
    return (sum, count) => {
      const mean = Math.fround((sum - count * input.zeroPoint) / count)
      return clampTo(roundHalfEven(Math.fround(Math.fround(mean * ratio) + zeroPoint)), low, high)
    }
  }
  const table = requantizeTable(input, range, rounding)
  return (sum, count) => table[roundHalfAway(sum / count) & 255]!
}
