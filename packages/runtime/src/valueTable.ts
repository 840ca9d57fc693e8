/**
 * @file A function of one 8-bit value as a table of its 256 results: requantize, relu, relu6, sigmoid. The
 * index is the stored byte (int8 values as their two's complement).
 */
import { clampTo, type OutputRange } from './outputRange.ts'
import { allocate, type QuantizedData, type QuantizedType, storageRange } from './quantizedTensor.ts'
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  type RoundingMode,
  roundHalfAway,
  roundHalfEven,
} from './rounding.ts'

/** Builds the table of `f`, from stored value to stored value. */
function tabulate(input: QuantizedType, output: OutputRange, f: (stored: number) => number): QuantizedData {
  const table = allocate(output.dtype, 256)
  const [low, high] = storageRange(input.dtype)
  for (let stored = low; stored <= high; stored++) {
    table[stored & 255] = clampTo(f(stored), output.low, output.high)
  }
  return table
}

/**
 * The table that moves `input` to the quantization of `output`: dequantize then quantize in float32 mode,
 * TFLite's integer Requantize else. Equal quantization copies.
 */
export function requantizeTable(
  input: QuantizedType,
  output: OutputRange,
  rounding: RoundingMode,
): QuantizedData {
  const { scale, zeroPoint } = output
  if (input.scale === scale) return tabulate(input, output, (x) => x - input.zeroPoint + zeroPoint)
  if (rounding === 'float32') return realTable(input, output, (real) => real, rounding)
  const multiplier = quantizeMultiplier(input.scale / scale, rounding)
  return tabulate(
    input,
    output,
    (x) => multiplyByQuantizedMultiplier(x - input.zeroPoint, multiplier, rounding) + zeroPoint,
  )
}

/** The table of a real function, evaluated on float32 and quantized as the mode quantizes tables. */
export function realTable(
  input: QuantizedType,
  output: OutputRange,
  f: (real: number) => number,
  rounding: RoundingMode,
): QuantizedData {
  const { scale, zeroPoint } = output
  const inverse = Math.fround(1 / scale)
  return tabulate(input, output, (x) => {
    const y = Math.fround(f(Math.fround(input.scale * (x - input.zeroPoint))))
    return rounding === 'float32'
      ? roundHalfEven(Math.fround(y / scale)) + zeroPoint
      : roundHalfAway(Math.fround(y * inverse)) + zeroPoint
  })
}

/** Writes the table's value for each of `x` to `y` from `offset` on. */
export function lookUp(table: QuantizedData, x: QuantizedData, y: QuantizedData, offset = 0): void {
  for (let i = 0; i < x.length; i++) y[offset + i] = table[x[i]! & 255]!
}
