/**
 * @file mean over axes. float32 mode is ONNX Runtime's QLinearGlobalAveragePool (family A):
 * `round(F(F(S) * F(sx / F(sy * n)))) + zy` with `S = sum (x - zx)`. Fixed point: TFLite's MEAN, which folds 1 / n
 * into the multiplier.
 */
import { accumulatorOverflow, shapeMismatch } from '../diagnostics.generated.ts'
import { clampTo, type OutputRange, outputType } from '../outputRange.ts'
import { allocate, largestOffset, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { type Requantizer, sumRequantizer } from '../requantizer.ts'
import {
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
  type RoundingMode,
} from '../rounding.ts'
import { rememberedBroadcastIndices } from './broadcast.ts'
import { type Call, type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

export const mean: Kernel<'mean'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const kept = keptShape(call, input.shape)
    const count = countOf(call, input.shape)
    if (count === 0) throw shapeMismatch({ op: 'mean', problem: `[${input.shape}] has no values to average` })
    const bound = count * largestOffset(input)
    if (bound >= 2 ** 31) throw accumulatorOverflow({ layer: 'mean', bound })
    const axes = axesOf(call, input.shape.length)
    const shape = call.options.keepDims ? kept : input.shape.filter((_, axis) => !axes.has(axis))
    return outputType(shape, call.options.output)
  },

  prepare(call, rounding) {
    const input = quantizedInput(call)
    const range = rangeOf(call.options.output, mean.outputType(call), rounding)
    const indices = rememberedBroadcastIndices()
    return (inputs, output) => {
      const x = quantizedValue(inputs)
      const kept = keptShape(call, x.shape)
      const target = indices(kept, x.shape)
      const sums = new Int32Array(sizeOf(kept))
      for (let i = 0; i < x.data.length; i++) {
        sums[target[i]!] = sums[target[i]!]! + x.data[i]! - input.zeroPoint
      }
      const requantize = meanRequantizer(input.scale, countOf(call, x.shape), range, rounding)
      const y = allocate(range.dtype, sums.length)
      sums.forEach((sum, i) => {
        y[i] = requantize(sum, 0)
      })
      return tensorOf(y, output as QuantizedType)
    }
  },
}

function axesOf(call: Call<'mean'>, rank: number): Set<number> {
  const axis = call.options.axis ?? Array.from({ length: rank }, (_, i) => i)
  const axes = (typeof axis === 'number' ? [axis] : axis).map((a) => (a < 0 ? a + rank : a))
  if (axes.some((a) => !Number.isInteger(a) || a < 0 || a >= rank)) {
    throw shapeMismatch({ op: 'mean', problem: `axis [${axis}] is not inside rank ${rank}` })
  }
  return new Set(axes)
}

/** How many values each result is the mean of. */
const countOf = (call: Call<'mean'>, shape: readonly number[]): number =>
  sizeOf([...axesOf(call, shape.length)].map((axis) => shape[axis]!))

/** The shape with 1 in place of each averaged dim. */
function keptShape(call: Call<'mean'>, shape: readonly number[]): number[] {
  const axes = axesOf(call, shape.length)
  return shape.map((dim, axis) => (axes.has(axis) ? 1 : dim))
}

function meanRequantizer(
  inputScale: number,
  count: number,
  output: OutputRange,
  rounding: RoundingMode,
): Requantizer {
  if (rounding === 'float32') return sumRequantizer(inputScale, count, output)
  const multiplier = divideMultiplier(quantizeMultiplier(inputScale / output.scale, rounding), count)
  return (sum) =>
    clampTo(
      multiplyByQuantizedMultiplier(sum, multiplier, rounding) + output.zeroPoint,
      output.low,
      output.high,
    )
}

/** TFLite's folding of `1 / count` into a multiplier: `trunc(q * 2^s / count)`, `s = floor(log2 count)`. */
function divideMultiplier({ multiplier, shift }: QuantizedMultiplier, count: number): QuantizedMultiplier {
  const left = Math.min(31 - Math.clz32(count), 32, 31 + shift)
  const shifted = multiplier * 2 ** left
  return { multiplier: (shifted - (shifted % count)) / count, shift: shift - left }
}
