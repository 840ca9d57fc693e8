/** @file Options that there are not are refused by name, in every op that could ignore them. */
import { describe, expect, it } from 'vitest'
import type { QuantizedTensor } from './quantizedTensor.ts'
import { scalarOps } from './scalarOps.ts'
import type { WeightedLayer } from './weightedLayer.ts'

const q = scalarOps('float32')
const output = { scale: 1, zeroPoint: 0 }
const x: QuantizedTensor = {
  kind: 'quantized',
  data: Int8Array.of(-5, 2, 3, 4),
  shape: [1, 2, 2, 1],
  dtype: 'int8',
  scale: 1,
  zeroPoint: 0,
}
const layer: WeightedLayer = {
  weight: {
    data: Int8Array.of(1),
    shape: [1, 1, 1, 1],
    dtype: 'int8',
    scale: Float32Array.of(1),
    zeroPoint: Int32Array.of(0),
    axes: [],
  },
}
const conv = (options: object) => () => q.conv2d(x, layer, { pad: 'same', output, ...options })
const pool = (options: object) => () => q.maxPool(x, { filterSize: 2, strides: 1, pad: 'valid', ...options })

describe('options', () => {
  it.each([
    ['stride of conv2d is unknown', conv({ stride: 2 })],
    ['strides of conv2d is 0', conv({ strides: 0 })],
    ['strides of conv2d is \\[1,-1\\]', conv({ strides: [1, -1] })],
    ['strides of conv2d is 0.5', conv({ strides: 0.5 })],
    ['dilations of conv2d is 0', conv({ dilations: 0 })],
    ['pad of conv2d is -1', conv({ pad: -1 })],
    ['pad of conv2d is undefined', conv({ pad: undefined })],
    ['activation of conv2d is "relu7"', conv({ activation: 'relu7' })],
    ['output of conv2d is undefined', conv({ output: undefined })],
    ['output of conv2d', conv({ output: { ...output, zeropoint: 1 } })],
    ['output of conv2d', conv({ output: { ...output, dtype: 'int4' } })],
    ['pad of maxPool is "SAME"', pool({ pad: 'SAME' })],
    ['filterSize of maxPool is 0', pool({ filterSize: 0 })],
    ['output of maxPool is unknown', pool({ output })],
    ['shape of reshape is \\[-2,-2\\]', () => q.reshape(x, [-2, -2])],
    [
      'constantValue of pad is NaN',
      () =>
        q.pad(
          x,
          [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ],
          Number.NaN,
        ),
    ],
    ['axis of concat is undefined', () => q.concat([x], { output } as never)],
  ])('%s', (message, call) => {
    expect(call).toThrow(new RegExp(`TSFX6006 option ${message}`))
  })

  it('null is no activation', () => {
    const none = conv({ activation: null })()
    expect(none).toEqual(conv({})())
    expect(none.data[0]).toBe(-5)
  })

  it('output may be a tensor', () => {
    expect(q.relu(x, { output: x }).data[0]).toBe(0)
  })
})

it('scalarOps refuses a rounding that there is not', () => {
  expect(() => scalarOps('nearest' as 'float32')).toThrow(/TSFX6006.*rounding.*"nearest"/)
})

it('a layer keeps few preparations, and each call finds its own', () => {
  const image = (width: number): QuantizedTensor => ({
    ...x,
    data: new Int8Array(width).fill(width),
    shape: [1, 1, width, 1],
  })
  for (const width of [...Array(40).keys(), 3, 39, 1]) {
    const y = q.conv2d(image(width + 1), layer, { pad: 'same', output })
    expect(Array.from(y.data)).toEqual(Array(width + 1).fill(width + 1))
  }
})
