/**
 * @file The loop of add and mul: two operands broadcast, one stored result per pair of stored values.
 */
import { type OutputRange, outputType } from '../outputRange.ts'
import { allocate, type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import type { RoundingMode } from '../rounding.ts'
import { broadcastShape, rememberedBroadcastIndices } from './broadcast.ts'
import { type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

/** From two stored values to the stored result. */
export type Combine = (a: number, b: number) => number

export function elementwise(
  op: 'add' | 'mul',
  combineOf: (a: QuantizedType, b: QuantizedType, output: OutputRange, rounding: RoundingMode) => Combine,
): Kernel<'add' | 'mul'> {
  const kernel: Kernel<'add' | 'mul'> = {
    outputType(call) {
      const [a, b] = [quantizedInput(call, 0), quantizedInput(call, 1)]
      return outputType(broadcastShape(op, a.shape, b.shape), call.options.output)
    },
    prepare(call, rounding) {
      const range = rangeOf(call.options.output, kernel.outputType(call), rounding, call.options.activation)
      const combine = combineOf(quantizedInput(call, 0), quantizedInput(call, 1), range, rounding)
      const [indicesOfA, indicesOfB] = [rememberedBroadcastIndices(), rememberedBroadcastIndices()]
      return (inputs, output) => {
        const [a, b] = [quantizedValue(inputs, 0), quantizedValue(inputs, 1)]
        const y = allocate(range.dtype, sizeOf(output.shape))
        if (a.data.length === y.length && b.data.length === y.length) {
          for (let i = 0; i < y.length; i++) y[i] = combine(a.data[i]!, b.data[i]!)
        } else {
          const aIndices = indicesOfA(a.shape, output.shape)
          const bIndices = indicesOfB(b.shape, output.shape)
          for (let i = 0; i < y.length; i++) y[i] = combine(a.data[aIndices[i]!]!, b.data[bIndices[i]!]!)
        }
        return tensorOf(y, output as QuantizedType)
      }
    },
  }
  return kernel
}
