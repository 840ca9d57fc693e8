/**
 * @file requantize, relu, relu6 and sigmoid: functions of one stored value, each a 256-entry table built when
 * the call is prepared.
 */
import { type OutputRange, outputType } from '../outputRange.ts'
import type { Activation } from '../quantizedOps.ts'
import { allocate, type QuantizedData, type QuantizedType } from '../quantizedTensor.ts'
import type { RoundingMode } from '../rounding.ts'
import { lookUp, realTable, requantizeTable } from '../valueTable.ts'
import { type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

type UnaryOp = 'requantize' | 'relu' | 'relu6' | 'sigmoid'
type TableOf = (input: QuantizedType, output: OutputRange, rounding: RoundingMode) => QuantizedData

function unary(tableOf: TableOf, activation?: Activation): Kernel<UnaryOp> {
  const kernel: Kernel<UnaryOp> = {
    outputType(call) {
      const input = quantizedInput(call)
      return outputType(input.shape, call.options.output)
    },
    prepare(call, rounding) {
      const range = rangeOf(call.options.output, kernel.outputType(call), rounding, activation)
      const table = tableOf(quantizedInput(call), range, rounding)
      return (inputs, output) => {
        const x = quantizedValue(inputs).data
        const y = allocate(range.dtype, x.length)
        lookUp(table, x, y)
        return tensorOf(y, output as QuantizedType)
      }
    },
  }
  return kernel
}

export const requantize = unary(requantizeTable)
/** Requantize, then clamp: the same as clamping the real value, because quantizing is monotone. */
export const relu = unary(requantizeTable, 'relu')
export const relu6 = unary(requantizeTable, 'relu6')
/** The exact logistic function in double, rounded once to float32. */
export const sigmoid = unary((input, output, rounding) =>
  realTable(input, output, (x) => 1 / (1 + Math.exp(-x)), rounding),
)
