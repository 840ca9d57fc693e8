/** @file The int32 accumulators: the overflow proof, and how zero points enter the sum. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scalarOps } from '../scalarOps.ts'
import { centerLayer } from './centeredLayer.ts'
import { layerOf, list, tensor } from './tensors.fixture.ts'

const int8 = fc.integer({ min: -128, max: 127 })

describe('int32 accumulators', () => {
  const input = { dtype: 'int8', shape: [1, 2], scale: 1, zeroPoint: -128 } as const

  it('the bound of a layer is exact: at 2^31 - 1 it runs, at 2^31 it is refused', () => {
    // |w| * max|x - zx| = 127 * 255 * 2
    const products = 127 * 255 * 2
    const largest = layerOf([127, 127], [2, 1], 1, [2 ** 31 - 1 - products])
    expect(() => centerLayer(largest, [1], input)).not.toThrow()
    const tooLarge = { ...layerOf([127, 127], [2, 1], 1, [2 ** 31 - products]), name: 'head' }
    expect(() => centerLayer(tooLarge, [1], input)).toThrow(/TSFX6001.*head.*2147483648/)
    // The largest accumulator is reached without wrapping.
    const x = tensor([127, 127], [1, 2], 1, -128)
    const y = scalarOps('float32').linear(x, largest, { output: { scale: 2 ** 24, zeroPoint: 0 } })
    expect(list(y)).toEqual([127])
  })

  it('weight minus zero point spans 9 bits and is kept in 16', () => {
    const { weights, bias } = centerLayer(layerOf([127, -128], [2, 1], 1, undefined, -128), [1], input)
    expect(Array.from(weights)).toEqual([255, 0])
    expect(bias).toBeInstanceOf(Int32Array)
  })
})

/**
 * Expanding `sum (qx - zx)(qw - zw)`: each of the K products needs both zero points, so the accumulator cannot be
 * corrected by subtracting a zero point once.
 */
describe('zero points of a convolution (four-term expansion)', () => {
  it('sum qx qw - zw sum qx - zx sum qw + K zx zw is the accumulator', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(int8, int8), { minLength: 1, maxLength: 64 }),
        int8,
        int8,
        (pairs, zx, zw) => {
          const sum = (f: (x: number, w: number) => number) =>
            pairs.reduce((total, [x, w]) => total + f(x, w), 0)
          const expanded =
            sum((x, w) => x * w) - zw * sum((x) => x) - zx * sum((_, w) => w) + pairs.length * zx * zw
          const K = pairs.length
          const y = scalarOps('float32').linear(
            tensor(
              pairs.map(([x]) => x),
              [1, K],
              1,
              zx,
            ),
            // The bias moves the accumulator to a value that 8 bits can show: exactly 0 when it is `expanded`.
            layerOf(
              pairs.map(([, w]) => w),
              [K, 1],
              1,
              [0 - expanded],
              zw,
            ),
            { output: { scale: 1, zeroPoint: 0 } },
          )
          expect(list(y)).toEqual([0])
        },
      ),
    )
  })

  it('subtracting the zero point once is another result when it is not 0', () => {
    const [xs, ws, zw] = [[1, 2], [3, 4], 1]
    const right = xs.reduce((sum, x, i) => sum + x * (ws[i]! - zw), 0)
    const once = xs.reduce((sum, x, i) => sum + x * ws[i]!, 0) - zw
    const y = scalarOps('float32').linear(tensor(xs, [1, 2], 1), layerOf(ws, [2, 1], 1, undefined, zw), {
      output: { scale: 1, zeroPoint: 0 },
    })
    expect(list(y)).toEqual([right])
    expect(once).not.toBe(right)
  })
})
