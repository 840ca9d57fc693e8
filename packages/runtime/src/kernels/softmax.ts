/**
 * @file softmax over the last axis. float32 mode is ONNX Runtime's QLinearSoftmax (family A): a table of
 * `exp(sx * d)`, float32 sums in row order. Fixed point: TFLite's reference integer softmax, whose result has
 * the scale 1/256; another output quantization is a requantize after it.
 */
import { clampTo, type OutputRange, outputType } from '../outputRange.ts'
import { allocate, type QuantizedType, storageRange } from '../quantizedTensor.ts'
import {
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
  type RoundingMode,
  roundHalfEven,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../rounding.ts'
import { requantizeTable } from '../valueTable.ts'
import { expOnNegativeValues, oneOverOnePlus } from './fixedPointExponential.ts'
import { type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

/** From one row of stored values minus their maximum (0 .. -255) to stored results. */
type SoftmaxRow = (differences: Int32Array) => ArrayLike<number>

export const softmax: Kernel<'softmax'> = {
  outputType(call) {
    const input = quantizedInput(call)
    return outputType(input.shape, call.options.output)
  },

  prepare(call, rounding) {
    const input = quantizedInput(call)
    const range = rangeOf(call.options.output, softmax.outputType(call), rounding)
    const row =
      rounding === 'float32' ? rowFloat32(input.scale, range) : rowFixedPoint(1, input.scale, range, rounding)
    return (inputs, output) => {
      const x = quantizedValue(inputs).data
      const y = allocate(range.dtype, x.length)
      const differences = new Int32Array(output.shape.at(-1) ?? 1)
      for (let at = 0; at < x.length; at += differences.length) {
        let largest = x[at]!
        for (let i = 1; i < differences.length; i++) largest = Math.max(largest, x[at + i]!)
        for (let i = 0; i < differences.length; i++) differences[i] = x[at + i]! - largest
        y.set(row(differences), at)
      }
      return tensorOf(y, output as QuantizedType)
    }
  },
}

function rowFloat32(inputScale: number, { scale, zeroPoint, low, high }: OutputRange): SoftmaxRow {
  const exponentials = Float32Array.from({ length: 256 }, (_, d) => Math.exp(-inputScale * d))
  const steps = Math.floor(Math.fround(1 / scale))
  return (differences) => {
    let sum = 0
    for (const d of differences) sum = Math.fround(sum + exponentials[-d]!)
    return differences.map((d) => {
      const scaled = Math.fround(Math.fround(exponentials[-d]! * steps) / sum)
      return clampTo(roundHalfEven(scaled) + zeroPoint, low, high)
    })
  }
}

const INTEGER_BITS = 5

/** TFLite's PreprocessSoftmaxScaling: `beta * scale` in the fixed point of the exponential's argument. */
export function softmaxMultiplier(
  beta: number,
  scale: number,
  integerBits: number,
  rounding: 'single' | 'double',
): QuantizedMultiplier {
  const largest = rounding === 'single' ? 2 ** 30 - 1 : 2 ** 31 - 1
  return quantizeMultiplier(Math.min(beta * scale * 2 ** (31 - integerBits), largest), rounding)
}

/** TFLite's CalculateInputRadius: the largest difference the fixed-point argument can hold. */
export const inputRadius = (integerBits: number, leftShift: number, totalSignedBits = 31): number =>
  Math.floor(((2 ** integerBits - 1) * 2 ** (totalSignedBits - integerBits)) / 2 ** leftShift)

/** The integer softmax of one row; `beta` is the factor on the logits. */
export function rowFixedPoint(
  beta: number,
  inputScale: number,
  output: OutputRange,
  rounding: Exclude<RoundingMode, 'float32'>,
): SoftmaxRow {
  const multiplier = softmaxMultiplier(beta, inputScale, INTEGER_BITS, rounding)
  const smallest = -inputRadius(INTEGER_BITS, multiplier.shift)
  const [low, high] = storageRange(output.dtype)
  const probability: QuantizedType = { dtype: output.dtype, shape: [], scale: 1 / 256, zeroPoint: low }
  const table = requantizeTable(probability, output, rounding)
  const exponential = (d: number) =>
    expOnNegativeValues(multiplyByQuantizedMultiplier(d, multiplier, rounding), INTEGER_BITS)
  const exponentials = Array.from({ length: 256 }, (_, d) => (-d >= smallest ? exponential(-d) : 0))
  return (differences) => {
    let sum = 0
    for (const d of differences) sum += roundingDivideByPowerOfTwo(exponentials[-d]!, 12)
    const headroom = Math.clz32(sum)
    const reciprocal = oneOverOnePlus(sum * 2 ** headroom - 2 ** 31)
    const bits = 12 - headroom + 31 - 8
    return differences.map((d) => {
      const product = saturatingRoundingDoublingHighMul(reciprocal, exponentials[-d]!)
      const stored = clampTo(roundingDivideByPowerOfTwo(product, bits) + low, low, high)
      return table[stored & 255]!
    })
  }
}
