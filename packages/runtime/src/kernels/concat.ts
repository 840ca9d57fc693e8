/**
 * @file concat: data movement, with each input whose quantization differs from the output's requantized.
 */
import { shapeMismatch } from '../diagnostics.generated.ts'
import { outputType } from '../outputRange.ts'
import { allocate, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { requantizeTable } from '../valueTable.ts'
import { type Call, type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

export const concat: Kernel<'concat'> = {
  outputType(call) {
    const first = quantizedInput(call)
    const axis = axisOf(call, first.shape.length)
    const shape = [...first.shape]
    for (let i = 1; i < call.inputTypes.length; i++) {
      const other = quantizedInput(call, i).shape
      if (other.length !== shape.length || other.some((dim, d) => d !== axis && dim !== shape[d])) {
        throw shapeMismatch({
          op: 'concat',
          problem: `[${first.shape}] and [${other}] differ beside axis ${axis}`,
        })
      }
      shape[axis]! += other[axis]!
    }
    return outputType(shape, call.options.output)
  },

  prepare(call, rounding) {
    const range = rangeOf(call.options.output, concat.outputType(call), rounding)
    const tables = call.inputTypes.map((_, i) => requantizeTable(quantizedInput(call, i), range, rounding))
    const axis = axisOf(call, quantizedInput(call).shape.length)
    return (inputs, output) => {
      const y = allocate(range.dtype, sizeOf(output.shape))
      const rowLength = sizeOf(output.shape.slice(axis))
      let column = 0
      tables.forEach((table, n) => {
        const x = quantizedValue(inputs, n)
        const length = sizeOf(x.shape.slice(axis))
        for (let i = 0; i < x.data.length; i++) {
          y[Math.floor(i / length) * rowLength + column + (i % length)] = table[x.data[i]! & 255]!
        }
        column += length
      })
      return tensorOf(y, output as QuantizedType)
    }
  },
}

function axisOf(call: Call<'concat'>, rank: number): number {
  const axis = call.options.axis < 0 ? call.options.axis + rank : call.options.axis
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank) {
    throw shapeMismatch({ op: 'concat', problem: `axis ${call.options.axis} is not one of ${rank}` })
  }
  return axis
}
