/**
 * @file matMul of two computed tensors: `acc = sum (a - za)(b - zb)`, multiplier `sa * sb / sy`. Batch dims
 * broadcast.
 */
import { accumulatorOverflow, shapeMismatch } from '../diagnostics.generated.ts'
import { outputType } from '../outputRange.ts'
import {
  allocate,
  largestOffset,
  type QuantizedData,
  type QuantizedType,
  sizeOf,
} from '../quantizedTensor.ts'
import { productRequantizer } from '../requantizer.ts'
import { broadcastIndices, broadcastShape } from './broadcast.ts'
import { type Call, type Kernel, quantizedInput, quantizedValue, rangeOf, tensorOf } from './kernel.ts'

export const matMul: Kernel<'matMul'> = {
  outputType(call) {
    const [a, b] = [quantizedInput(call, 0), quantizedInput(call, 1)]
    const { rows, columns, depth } = dimsOf(call, a.shape, b.shape)
    const bound = depth * largestOffset(a) * largestOffset(b)
    if (bound >= 2 ** 31) throw accumulatorOverflow({ layer: 'matMul', bound })
    const batch = broadcastShape('matMul', a.shape.slice(0, -2), b.shape.slice(0, -2))
    return outputType([...batch, rows, columns], call.options.output)
  },

  prepare(call, rounding) {
    const [a, b] = [quantizedInput(call, 0), quantizedInput(call, 1)]
    const range = rangeOf(call.options.output, matMul.outputType(call), rounding)
    const requantize = productRequantizer(a.scale, [b.scale], range, rounding)
    return (inputs, output) => {
      const [left, right] = [quantizedValue(inputs, 0), quantizedValue(inputs, 1)]
      const dims = dimsOf(call, left.shape, right.shape)
      const y = allocate(range.dtype, sizeOf(output.shape))
      const batch = output.shape.slice(0, -2)
      const leftBatches = broadcastIndices(left.shape.slice(0, -2), batch)
      const rightBatches = broadcastIndices(right.shape.slice(0, -2), batch)
      const accumulators = new Int32Array(dims.rows * dims.columns)
      leftBatches.forEach((leftBatch, n) => {
        const leftAt = leftBatch * dims.rows * dims.depth
        const rightAt = rightBatches[n]! * dims.depth * dims.columns
        accumulateMatMul(
          {
            data: left.data,
            offset: leftAt,
            zeroPoint: a.zeroPoint,
            transposed: call.options.transposeA === true,
          },
          {
            data: right.data,
            offset: rightAt,
            zeroPoint: b.zeroPoint,
            transposed: call.options.transposeB === true,
          },
          dims,
          accumulators,
        )
        accumulators.forEach((sum, i) => {
          y[n * accumulators.length + i] = requantize(sum, 0)
        })
      })
      return tensorOf(y, output as QuantizedType)
    }
  },
}

export interface MatMulDims {
  readonly rows: number
  readonly depth: number
  readonly columns: number
}

export interface Matrix {
  readonly data: QuantizedData
  readonly offset: number
  readonly zeroPoint: number
  readonly transposed: boolean
}

function dimsOf(call: Call<'matMul'>, a: readonly number[], b: readonly number[]): MatMulDims {
  const [m, n] = [a.slice(-2), b.slice(-2)]
  if (call.options.transposeA) m.reverse()
  if (call.options.transposeB) n.reverse()
  if (m.length < 2 || n.length < 2 || m[1] !== n[0]) {
    throw shapeMismatch({ op: 'matMul', problem: `[${a}] and [${b}] cannot be multiplied` })
  }
  return { rows: m[0]!, depth: m[1]!, columns: n[1]! }
}

/** The int32 products of one matrix pair, `[rows, columns]`. */
export function accumulateMatMul(
  a: Matrix,
  b: Matrix,
  { rows, depth, columns }: MatMulDims,
  accumulators: Int32Array,
): void {
  const [aRow, aDepth] = a.transposed ? [1, rows] : [depth, 1]
  const [bDepth, bColumn] = b.transposed ? [1, depth] : [columns, 1]
  accumulators.fill(0)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < depth; k++) {
      const value = a.data[a.offset + row * aRow + k * aDepth]! - a.zeroPoint
      const bAt = b.offset + k * bDepth
      for (let column = 0; column < columns; column++) {
        const at = row * columns + column
        accumulators[at] = accumulators[at]! + Math.imul(value, b.data[bAt + column * bColumn]! - b.zeroPoint)
      }
    }
  }
}
