/** @file Layers that make images larger and the layer norm, against formulas written out slowly. */
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { Conv2dTranspose, type Conv2dTransposeOptions } from './conv2dTranspose.ts'
import { LayerNorm } from './layerNorm.ts'
import { Upsample2d } from './upsample2d.ts'

beforeAll(() => bindTfjs(tf))

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
  })

  it.each<[string, Partial<Conv2dTransposeOptions>, number[], number]>([
    ['2 x 2, stride 2', { kernelSize: 2, strides: 2 }, [2, 6, 8, 5], 0],
    ['3 x 3, stride 2, valid', { kernelSize: 3, strides: 2 }, [2, 7, 9, 5], 0],
    ['3 x 3, stride 2, same', { kernelSize: 3, strides: 2, pad: 'same' }, [2, 6, 8, 5], 0],
    ['4 x 4, stride 2, padded', { kernelSize: 4, strides: 2, pad: 1 }, [2, 6, 8, 5], 1],
    ['3 x 1, stride 1 x 2', { kernelSize: [3, 1], strides: [1, 2] }, [2, 5, 7, 5], 0],
  ])('transposed convolution, %s', (_, options, shape, cut) => {
    const layer = new Conv2dTranspose({ inChannels: 3, outChannels: 5, kernelSize: 1, ...options })
    layer.bias!.assign(tf.tensor1d([1, 2, 3, 4, 5]))
    const x = tf.randomUniform<tf.Rank.R4>([2, 3, 4, 3], -1, 1, 'float32', 3)
    const y = layer.forward(x)
    expect(y.shape).toEqual(shape)
    close(y, slowTransposed(x, layer, shape as Shape4, cut))
  })

  it('repeats pixels, or interpolates between their centers', () => {
    const x = tf.tensor4d([0, 4, 8, 12], [1, 2, 2, 1])
    const repeated = new Upsample2d({ scale: [2, 3] }).forward(x)
    expect(repeated.shape).toEqual([1, 4, 6, 1])
    const [top, bottom] = [
      [0, 0, 0, 4, 4, 4],
      [8, 8, 8, 12, 12, 12],
    ]
    expect(repeated.reshape([4, 6]).arraySync()).toEqual([top, top, bottom, bottom])
    const smooth = new Upsample2d({ scale: 2, mode: 'bilinear' }).forward(x)
    expect(smooth.reshape([4, 4]).arraySync()).toEqual([
      [0, 1, 3, 4],
      [2, 3, 5, 6],
      [6, 7, 9, 10],
      [8, 9, 11, 12],
    ])
  })

  it('normalises each row by its own mean and variance', () => {
    const layer = new LayerNorm({ features: 4, epsilon: 0.01 })
    layer.gamma.assign(tf.tensor1d([1, 2, 3, 4]))
    layer.beta.assign(tf.tensor1d([4, 3, 2, 1]))
    const x = tf.randomUniform<tf.Rank.R3>([2, 3, 4], -1, 1, 'float32', 3)
    const rows = x.reshape([6, 4]).arraySync() as number[][]
    const expected = rows.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length
      return row.map((value, i) => ((i + 1) * (value - mean)) / Math.sqrt(variance + 0.01) + 4 - i)
    })
    close(layer.forward(x), tf.tensor(expected).reshape([2, 3, 4]))
  })
})

describe('options', () => {
  it('that are no sizes are refused', () => {
    expect(() => new Upsample2d({ scale: 0.5 })).toThrow('TSFX0803')
    expect(() => new LayerNorm({ features: 0 })).toThrow('TSFX0803')
    const uneven = { inChannels: 1, outChannels: 1, kernelSize: [3, 5], pad: 1 } as const
    expect(() => new Conv2dTranspose(uneven)).toThrow('TSFX0803')
  })

  it('name parameters by paths', () => {
    const paths = (layer: { namedParameters(): Map<string, unknown> }) => [...layer.namedParameters().keys()]
    expect(paths(new LayerNorm({ features: 2 }))).toEqual(['gamma', 'beta'])
    const plain = { inChannels: 2, outChannels: 3, kernelSize: 2 }
    expect(paths(new Conv2dTranspose(plain))).toEqual(['weight', 'bias'])
    expect(paths(new Conv2dTranspose({ ...plain, bias: false }))).toEqual(['weight'])
  })
})

type Shape4 = [number, number, number, number]

/** Each input pixel adds its multiple of the filter where its window begins; `cut` pixels fall off at the top and left. */
function slowTransposed(
  x: tf.Tensor4D,
  { weight, bias, strides }: Conv2dTranspose,
  shape: Shape4,
  cut: number,
): tf.Tensor {
  const [pixels, filter] = [x.bufferSync(), weight.bufferSync()]
  const y = tf.buffer(shape, 'float32')
  const [height, width, outs, ins] = weight.shape
  for (const [n, h, w] of indices(x.shape.slice(0, 3)))
    for (const [i, j, o, c] of indices([height, width, outs, ins])) {
      const [row, column] = [h! * strides[0] + i! - cut, w! * strides[1] + j! - cut]
      if (row < 0 || column < 0 || row >= shape[1] || column >= shape[2]) continue
      const added = pixels.get(n!, h!, w!, c!) * filter.get(i!, j!, o!, c!)
      y.set(y.get(n!, row, column, o!) + added, n!, row, column, o!)
    }
  return tf.add(y.toTensor(), bias!)
}

function* indices([size, ...others]: readonly number[]): Generator<number[]> {
  if (size === undefined) yield []
  else for (let i = 0; i < size; i++) for (const rest of indices(others)) yield [i, ...rest]
}

function close(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape)
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5)
}
