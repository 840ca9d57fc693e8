/**
 * @file Laws of the kernels that need no vectors, in every rounding mode: identities, symmetry of add, u8
 * against s8 storage, the distance from float arithmetic, and what is stored.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuantizedTensor } from '../quantizedTensor.ts'
import type { RoundingMode } from '../rounding.ts'
import { scalarOps } from '../scalarOps.ts'
import { layerOf, list, tensor } from './tensors.fixture.ts'

const MODES: readonly RoundingMode[] = ['float32', 'double', 'single']

const int8 = fc.integer({ min: -128, max: 127 })
const scale = fc.double({ min: 0.004, max: 2, noNaN: true }).map(Math.fround)
const all = Array.from({ length: 256 }, (_, i) => i - 128)

/** The same real values in uint8 storage: every byte xor 0x80, the zero point moved by 128. */
const asUint8 = (x: QuantizedTensor): QuantizedTensor =>
  tensor(
    list(x).map((v) => v + 128),
    x.shape,
    x.scale,
    x.zeroPoint + 128,
    'uint8',
  )
const outputAsUint8 = (output: { scale: number; zeroPoint: number }) => ({
  ...output,
  zeroPoint: output.zeroPoint + 128,
  dtype: 'uint8' as const,
})

describe.each(MODES)('%s', (mode) => {
  const q = scalarOps(mode)

  it('requantize to the same quantization is the identity', () => {
    fc.assert(
      fc.property(scale, int8, (s, zeroPoint) => {
        expect(list(q.requantize(tensor(all, [256], s, zeroPoint), { scale: s, zeroPoint }))).toEqual(all)
      }),
    )
  })

  it('requantize, relu, sigmoid and quantize are monotone', () => {
    fc.assert(
      fc.property(scale, int8, scale, int8, (s, z, outScale, zeroPoint) => {
        const output = { scale: outScale, zeroPoint }
        const x = tensor(all, [256], s, z)
        const real = { data: Float32Array.from(all, (v) => v * s), shape: [256] }
        for (const y of [
          q.requantize(x, output),
          q.relu(x, { output }),
          q.sigmoid(x, { output }),
          q.quantize(real, output),
        ]) {
          expect(list(y)).toEqual(list(y).sort((a, b) => a - b))
        }
      }),
    )
  })

  it('a fused relu or relu6 is the conv followed by one', () => {
    fc.assert(
      fc.property(
        fc.array(int8, { minLength: 8, maxLength: 8 }),
        scale,
        fc.integer({ min: -128, max: 60 }),
        (data, s, z) => {
          const x = tensor(data, [1, 2, 2, 2], s, 3)
          const layer = layerOf([5, -7, 11, 3, -2, 9], [1, 1, 2, 3], 0.02, [10, -400, 30])
          const output = { scale: 0.05, zeroPoint: z }
          const plain = q.conv2d(x, layer, { pad: 'valid', output })
          for (const activation of ['relu', 'relu6'] as const) {
            const fused = q.conv2d(x, layer, { pad: 'valid', activation, output })
            expect(list(fused)).toEqual(list(q[activation](plain, { output })))
          }
        },
      ),
    )
  })

  it('a 1x1 convolution with the identity is requantize (of the product scale)', () => {
    fc.assert(
      fc.property(scale, int8, scale, int8, (s, z, outScale, zeroPoint) => {
        const x = tensor(all, [1, 16, 16, 1], s, z)
        const output = { scale: outScale, zeroPoint }
        const conv = list(q.conv2d(x, layerOf([1], [1, 1, 1, 1], 1), { pad: 'valid', output }))
        const direct = list(q.requantize(x, output))
        // float32 mode's requantize divides as dequantize then quantize does; ties may fall apart by one.
        const apart = conv.map((value, i) => Math.abs(value - direct[i]!))
        expect(Math.max(...apart)).toBeLessThanOrEqual(mode === 'float32' ? 1 : 0)
      }),
    )
  })

  it('add and mul commute, also broadcast', () => {
    fc.assert(
      fc.property(
        fc.array(int8, { minLength: 6, maxLength: 6 }),
        int8,
        int8,
        scale,
        scale,
        (data, z, w, s, t) => {
          const a = tensor(data, [2, 3], s, z)
          const b = tensor(data.slice(0, 3), [3], t, w)
          const output = { scale: 0.3, zeroPoint: 4 }
          expect(list(q.add(a, b, { output }))).toEqual(list(q.add(b, a, { output })))
          expect(list(q.mul(a, b, { output }))).toEqual(list(q.mul(b, a, { output })))
        },
      ),
    )
  })

  it('add of two zeros is exactly the zero point', () => {
    fc.assert(
      fc.property(scale, scale, scale, int8, (s, t, outScale, zeroPoint) => {
        const y = q.add(tensor([7], [1], s, 7), tensor([-9], [1], t, -9), {
          output: { scale: outScale, zeroPoint },
        })
        expect(list(y)).toEqual([zeroPoint])
      }),
    )
  })

  it('permuting the reduction leaves linear unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(int8, int8), { minLength: 1, maxLength: 40 }), (pairs) => {
        const run = (order: readonly (readonly [number, number])[]) =>
          q.linear(
            tensor(
              order.map(([x]) => x),
              [1, order.length],
              0.1,
              5,
            ),
            layerOf(
              order.map(([, w]) => w),
              [order.length, 1],
              0.01,
              undefined,
              3,
            ),
            { output: { scale: 0.2, zeroPoint: 0 } },
          )
        expect(list(run(pairs))).toEqual(list(run([...pairs].reverse())))
      }),
    )
  })

  it('uint8 storage gives the same result as int8, shifted by 128', () => {
    fc.assert(
      fc.property(
        fc.array(int8, { minLength: 18, maxLength: 18 }),
        int8,
        scale,
        int8,
        (data, z, s, zeroPoint) => {
          const x = tensor(data, [1, 3, 3, 2], s, z)
          const u = asUint8(x)
          const output = { scale: 0.37, zeroPoint }
          const outputU = outputAsUint8(output)
          const conv = layerOf(
            Array.from({ length: 24 }, (_, i) => i * 9 - 100),
            [2, 2, 2, 3],
            0.01,
            [7, -900, 42],
          )
          const depthwise = layerOf(
            Array.from({ length: 8 }, (_, i) => i * 9 - 30),
            [2, 2, 2, 1],
            0.01,
          )
          const options = { pad: 'same' } as const
          const results: [QuantizedTensor, QuantizedTensor][] = [
            [q.conv2d(x, conv, { ...options, output }), q.conv2d(u, conv, { ...options, output: outputU })],
            [
              q.depthwiseConv2d(x, depthwise, { ...options, output }),
              q.depthwiseConv2d(u, depthwise, { ...options, output: outputU }),
            ],
            [q.add(x, x, { output }), q.add(u, u, { output: outputU })],
            [q.mul(x, x, { output }), q.mul(u, u, { output: outputU })],
            [q.mean(x, { axis: [1, 2], output }), q.mean(u, { axis: [1, 2], output: outputU })],
            [q.concat([x, x], { axis: -1, output }), q.concat([u, u], { axis: -1, output: outputU })],
            [q.relu6(x, { output }), q.relu6(u, { output: outputU })],
            [q.sigmoid(x, { output }), q.sigmoid(u, { output: outputU })],
            [q.softmax(x, { output }), q.softmax(u, { output: outputU })],
            [
              q.maxPool(x, { filterSize: 2, strides: 1, pad: 'same' }),
              q.maxPool(u, { filterSize: 2, strides: 1, pad: 'same' }),
            ],
            [
              q.pad(
                x,
                [
                  [0, 0],
                  [1, 0],
                  [0, 1],
                  [0, 0],
                ],
                0.5,
              ),
              q.pad(
                u,
                [
                  [0, 0],
                  [1, 0],
                  [0, 1],
                  [0, 0],
                ],
                0.5,
              ),
            ],
          ]
          for (const [signed, unsigned] of results) expect(list(asUint8(signed))).toEqual(list(unsigned))
        },
      ),
      { numRuns: 50 },
    )
  })

  it('conv2d is within one step of float arithmetic', () => {
    fc.assert(
      fc.property(fc.array(int8, { minLength: 32, maxLength: 32 }), int8, int8, (data, z, zw) => {
        const x = tensor(data, [1, 4, 4, 2], 0.05, z)
        const weights = Array.from({ length: 36 }, (_, i) => ((i * 37) % 200) - 100)
        const layer = layerOf(weights, [3, 3, 2, 2], 0.01, [100, -50], zw)
        const y = q.conv2d(x, layer, { pad: 'same', output: { scale: 0.4, zeroPoint: -3 } })
        for (const [i, stored] of y.data.entries()) {
          const [o, column, row] = [i % 2, Math.floor(i / 2) % 4, Math.floor(i / 8)]
          let real = [100, -50][o]!
          for (let tap = 0; tap < 18; tap++) {
            const [c, kx, ky] = [tap % 2, Math.floor(tap / 2) % 3, Math.floor(tap / 6)]
            const [iy, ix] = [row + ky - 1, column + kx - 1]
            if (iy < 0 || iy > 3 || ix < 0 || ix > 3) continue
            real += (data[(iy * 4 + ix) * 2 + c]! - z) * (weights[tap * 2 + o]! - zw)
          }
          const steps = Math.min(127, Math.max(-128, (real * 0.05 * 0.01) / 0.4 - 3))
          expect(Math.abs(stored - steps)).toBeLessThanOrEqual(mode === 'double' ? 1 : 0.501)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('groups are convolutions of channel slices', () => {
    const x = tensor(
      Array.from({ length: 36 }, (_, i) => i * 7 - 120),
      [1, 3, 3, 4],
      0.1,
      2,
    )
    const weights = Array.from({ length: 4 * 2 * 4 }, (_, i) => ((i * 53) % 200) - 100)
    const output = { scale: 0.5, zeroPoint: 1 }
    const y = q.conv2d(x, layerOf(weights, [2, 2, 2, 4], 0.02), { pad: 'valid', output })
    for (const g of [0, 1]) {
      const slice = (values: readonly number[], width: number) =>
        values.filter((_, i) => Math.floor((i % width) / 2) === g)
      const own = q.conv2d(
        tensor(slice(list(x), 4), [1, 3, 3, 2], 0.1, 2),
        layerOf(slice(weights, 4), [2, 2, 2, 2], 0.02),
        { pad: 'valid', output },
      )
      expect(slice(list(y), 4)).toEqual(list(own))
    }
  })

  it('every result is stored in 8 bits, and clamped to qmin and qmax', () => {
    const x = tensor(all, [1, 16, 16, 1], 0.1, 0)
    const output = { scale: 0.01, zeroPoint: 64, qmin: 0, qmax: 127 }
    const layer = layerOf([100], [1, 1, 1, 1], 0.1)
    for (const y of [
      q.requantize(x, output),
      q.conv2d(x, layer, { pad: 'same', output }),
      q.add(x, x, { output }),
    ]) {
      expect(y.data).toBeInstanceOf(Int8Array)
      expect([Math.min(...y.data), Math.max(...y.data)]).toEqual([0, 127])
    }
    expect(q.requantize(x, { scale: 0.1, zeroPoint: 128, dtype: 'uint8' }).data).toBeInstanceOf(Uint8Array)
  })

  it('refuses a zero point outside of the stored range', () => {
    for (const [zeroPoint, qmin, qmax] of [
      [-128, 0, 127],
      [64, -64, 63],
    ] as const) {
      const output = { scale: 1, zeroPoint, qmin, qmax }
      expect(() => q.relu(tensor([1], [1]), { output })).toThrow(
        new RegExp(`TSFX6004.*${zeroPoint}.*${qmin}..${qmax}`),
      )
    }
  })

  it('refuses weights with scales and zero points that cannot be', () => {
    const output = { scale: 1, zeroPoint: 0 }
    const call = (scale: number, zeroPoint: number) => () =>
      q.linear(tensor([5], [1, 1], 1), layerOf([3], [1, 1], scale, [0], zeroPoint), { output })
    for (const scale of [Number.NaN, -1, 0, Number.POSITIVE_INFINITY])
      expect(call(scale, 0)).toThrow(/TSFX6005.*its scale 0 is/)
    for (const zeroPoint of [-129, 128, 70000])
      expect(call(1, zeroPoint)).toThrow(/TSFX6005.*its zero point 0 is/)
    expect(call(1, 127)).not.toThrow()
  })

  it('refuses scales whose ratio no multiplier holds', () => {
    if (mode !== 'float32') return
    const output = { scale: 1e-30, zeroPoint: 0 }
    const x = tensor([1], [1, 1, 1, 1], 1e30)
    for (const call of [
      () => q.linear(x, layerOf([3], [1, 1], 1e30), { output }),
      () => q.matMul(x, x, { output }),
      () => q.add(x, x, { output }),
      () => q.mul(x, x, { output }),
      () => q.avgPool(x, { filterSize: 1, strides: 1, pad: 'valid', output }),
      () => q.mean(x, { axis: [1, 2], output }),
    ])
      expect(call).toThrow(/TSFX6004.*too small/)
  })

  it('refuses a mean of nothing, and takes a mean of no rows', () => {
    const output = { scale: 1, zeroPoint: 0 }
    expect(() => q.mean(tensor([], [2, 0, 3]), { axis: [1], output })).toThrow(/TSFX6002.*no values/)
    expect(q.mean(tensor([], [0, 2, 2, 3]), { axis: [1, 2], output }).shape).toEqual([0, 3])
  })

  it('quantize sends NaN to the lowest value and saturates infinities', () => {
    const x = {
      data: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
      shape: [4],
    }
    expect(list(q.quantize(x, { scale: 0.5, zeroPoint: 1 }))).toEqual([-128, 127, -128, 1])
  })

  it("pads as tf.conv2d: 'same' puts the odd row and column at the end", () => {
    const x = tensor([1, 2, 3, 4], [1, 2, 2, 1], 1, 0)
    const layer = layerOf([1, 1, 1, 1], [2, 2, 1, 1], 1)
    const y = q.conv2d(x, layer, { pad: 'same', output: { scale: 1, zeroPoint: 0 } })
    expect(list(y)).toEqual([10, 6, 7, 4])
  })

  it('matMul broadcasts its batch', () => {
    const a = tensor([1, 2, 3, 4], [2, 1, 2], 1)
    const b = tensor([1, 0, 0, 1], [2, 2], 1)
    expect(list(q.matMul(a, b, { output: { scale: 1, zeroPoint: 0 } }))).toEqual([1, 2, 3, 4])
  })

  it('reshape, flatten and pad move data only', () => {
    const x = tensor([1, 2, 3, 4, 5, 6], [1, 2, 3], 1, -1)
    expect(q.reshape(x, [3, -1]).shape).toEqual([3, 2])
    expect(q.flatten(x).shape).toEqual([1, 6])
    const padded = q.pad(x, [
      [0, 0],
      [0, 1],
      [1, 0],
    ])
    expect(padded.shape).toEqual([1, 3, 4])
    expect(list(padded)).toEqual([-1, 1, 2, 3, -1, 4, 5, 6, -1, -1, -1, -1])
  })
})
