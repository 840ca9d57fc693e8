/**
 * @file Strides, dilations and padding are those of TensorFlow.js: on random geometry each windowed op has the
 * shape of its tf op, and is within one step of it on the dequantized values.
 */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Pad } from '../quantizedOps.ts'
import type { QuantizedTensor } from '../quantizedTensor.ts'
import { scalarOps } from '../scalarOps.ts'
import type { WeightedLayer } from '../weightedLayer.ts'

const q = scalarOps('float32')
const output = { scale: 0.25, zeroPoint: -7 }

const geometry = fc.record({
  size: fc.tuple(fc.integer({ min: 5, max: 9 }), fc.integer({ min: 5, max: 9 })),
  filter: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilation: fc.integer({ min: 1, max: 2 }),
  pad: fc.constantFrom<'same' | 'valid' | 'explicit'>('same', 'valid', 'explicit'),
  channels: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
})
type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never

/** tfjs takes dilation with stride 1 only. */
const stridesOf = ({ strides, dilation }: Geometry): [number, number] => (dilation > 1 ? [1, 1] : strides)
/** Uneven explicit padding, smaller than the filter. */
const padOf = ({ pad, filter: [height, width] }: Geometry): Pad =>
  pad === 'explicit'
    ? [
        [0, 0],
        [height - 1, 0],
        [0, width - 1],
        [0, 0],
      ]
    : pad

const valuesOf = (count: number, seed: number): Int8Array =>
  Int8Array.from({ length: count }, (_, i) => ((i * 7919 + seed) * 104729) % 251)
const inputOf = ({ size, channels, seed }: Geometry): QuantizedTensor => {
  const shape = [2, ...size, channels]
  const data = valuesOf(2 * size[0] * size[1] * channels, seed)
  return { kind: 'quantized', dtype: 'int8', data, shape, scale: Math.fround(0.05), zeroPoint: 11 }
}
const layerOf = (shape: readonly number[], seed: number): WeightedLayer => ({
  weight: {
    data: valuesOf(
      shape.reduce((a, b) => a * b),
      seed + 1,
    ),
    shape,
    dtype: 'int8',
    scale: Float32Array.of(0.02),
    zeroPoint: Int32Array.of(5),
    axes: [],
  },
})
const real = ({
  data,
  shape,
  scale,
  zeroPoint,
}: Pick<QuantizedTensor, 'data' | 'shape' | 'scale' | 'zeroPoint'>) =>
  tf.tensor4d(
    Float32Array.from(data, (v) => scale * (v - zeroPoint)),
    shape as [number, number, number, number],
  )
const realWeight = ({ weight: { data, shape, scale, zeroPoint } }: WeightedLayer) =>
  real({ data, shape, scale: scale[0]!, zeroPoint: zeroPoint[0]! })

/** `y` has the shape of `expected`, and each value is the nearest stored one, up to a near-tie. */
function expectClose(y: QuantizedTensor, expected: tf.Tensor): void {
  expect(y.shape).toEqual(expected.shape)
  const reference = expected.dataSync()
  for (const [i, stored] of y.data.entries()) {
    const steps = Math.min(127, Math.max(-128, reference[i]! / y.scale + y.zeroPoint))
    expect(Math.abs(stored - steps)).toBeLessThan(0.51)
  }
}

describe('geometry of tf ops', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('conv2d', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        const x = inputOf(g)
        const layer = layerOf([...g.filter, g.channels, 3], g.seed)
        const [strides, pad] = [stridesOf(g), padOf(g)]
        const y = q.conv2d(x, layer, { strides, pad, dilations: g.dilation, output })
        tf.tidy(() => {
          const expected = tf.conv2d(real(x), realWeight(layer), strides, pad as 'same', 'NHWC', g.dilation)
          expectClose(y, expected)
        })
      }),
    )
  })

  it('depthwiseConv2d', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        const x = inputOf(g)
        const layer = layerOf([...g.filter, g.channels, 2], g.seed)
        const [strides, pad] = [stridesOf(g), padOf(g)]
        const y = q.depthwiseConv2d(x, layer, { strides, pad, dilations: g.dilation, output })
        tf.tidy(() => {
          const weight = realWeight(layer)
          expectClose(y, tf.depthwiseConv2d(real(x), weight, strides, pad as 'same', 'NHWC', g.dilation))
        })
      }),
    )
  })

  it('maxPool and avgPool', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        const x = inputOf(g)
        const options = { filterSize: g.filter, strides: g.strides, pad: padOf(g) }
        tf.tidy(() => {
          const pad = options.pad as 'same'
          expectClose(q.maxPool(x, options), tf.maxPool(real(x), g.filter, g.strides, pad))
          expectClose(q.avgPool(x, options), tf.avgPool(real(x), g.filter, g.strides, pad))
        })
      }),
    )
  })
})
