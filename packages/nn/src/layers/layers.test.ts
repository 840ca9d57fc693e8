import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { Sequential } from '../containers/sequential.ts'
import type { Size2d } from '../layerOptions.ts'
import { AvgPool2d } from './avgPool2d.ts'
import { Conv2d } from './conv2d.ts'
import { DepthwiseConv2d } from './depthwiseConv2d.ts'
import { DeQuantStub } from './deQuantStub.ts'
import { Dropout } from './dropout.ts'
import { Flatten } from './flatten.ts'
import { GlobalAvgPool2d } from './globalAvgPool2d.ts'
import { Linear } from './linear.ts'
import { MaxPool2d } from './maxPool2d.ts'
import { QuantStub } from './quantStub.ts'
import { ReLU } from './relu.ts'
import { ReLU6 } from './relu6.ts'
import { Sigmoid } from './sigmoid.ts'
import { Softmax } from './softmax.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const image = () => tf.randomUniform<tf.Rank.R4>([2, 8, 8, 4], -1, 1, 'float32', 3)

describe('layers', () => {
  it.each([
    ['conv, valid', { kernelSize: 3 }, [2, 6, 6, 5]],
    ['conv, same, stride 2', { kernelSize: [3, 5], strides: 2, pad: 'same' }, [2, 4, 4, 5]],
    ['conv, padded, dilated', { kernelSize: 3, pad: 1, dilations: 2 }, [2, 6, 6, 5]],
    ['conv, padded, not square', { kernelSize: [1, 5], strides: [1, 2], pad: 2 }, [2, 12, 4, 5]],
  ])('%s', (_, options, shape) => {
    const layer = new Conv2d({ inChannels: 4, outChannels: 5, ...(options as { kernelSize: Size2d }) })
    expect(layer.forward(image()).shape).toEqual(shape)
  })

  it('adds the bias in one operation, equal to the two', () => {
    const layer = new Conv2d({ inChannels: 4, outChannels: 5, kernelSize: 3 })
    layer.bias!.assign(tf.tensor1d([1, 2, 3, 4, 5]))
    const x = image()
    close(layer.forward(x), tf.add(tf.conv2d(x, layer.weight, 1, 'valid'), layer.bias!))
    const depthwise = new DepthwiseConv2d({ channels: 4, multiplier: 2, kernelSize: 3 })
    depthwise.bias!.assign(tf.range(0, 8))
    const y = depthwise.forward(x)
    expect(y.shape).toEqual([2, 6, 6, 8])
    close(y, tf.add(tf.depthwiseConv2d(x, depthwise.weight, 1, 'valid'), depthwise.bias!))
    const linear = new Linear({ inFeatures: 4, outFeatures: 3 })
    linear.bias!.assign(tf.range(0, 3))
    const rows = tf.reshape(x, [128, 4]) as tf.Tensor2D
    close(linear.forward(rows), tf.add(tf.matMul(rows, linear.weight), linear.bias!))
  })

  it('pools, flattens and activates', () => {
    const x = image()
    expect(new MaxPool2d({ kernelSize: 2 }).forward(x).shape).toEqual([2, 4, 4, 4])
    expect(new AvgPool2d({ kernelSize: 3, strides: 2, pad: 'same' }).forward(x).shape).toEqual([2, 4, 4, 4])
    close(new GlobalAvgPool2d().forward(x), tf.mean(x, [1, 2]))
    expect(new Flatten().forward(x).shape).toEqual([2, 256])
    close(new Sequential(new ReLU6(), new Flatten()).forward(x), tf.reshape(tf.relu6(x), [2, -1]))
    close(new ReLU().forward(x), tf.relu(x))
    close(new Sigmoid().forward(x), tf.sigmoid(x))
    close(new Softmax().forward(x), tf.softmax(x))
  })

  it('drops only while training, reproducibly scaled', () => {
    const layer = new Dropout(0.25)
    const x = tf.ones<tf.Rank.R4>([1, 20, 20, 4])
    expect(layer.eval().forward(x)).toBe(x)
    const values = layer.train().forward(x).dataSync()
    const dropped = values.filter((value) => value === 0).length
    expect(dropped).toBeGreaterThan(300)
    expect(dropped).toBeLessThan(500)
    expect(Math.max(...values)).toBeCloseTo(1 / 0.75, 6)
  })

  it('marks the edges of the integer part and changes nothing', () => {
    const x = image()
    close(new Sequential(new QuantStub(), new DeQuantStub()).forward(x), x)
  })

  it('refuses sizes that are no sizes', () => {
    expect(() => new Linear({ inFeatures: 0, outFeatures: 1 })).toThrow('TSFX0803')
    expect(() => new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: [3, 1.5] })).toThrow('TSFX0803')
    expect(() => new Dropout(1)).toThrow('TSFX0803')
  })
})

describe('gradients of layers', () => {
  it('reach every weight and bias, also through the fused forms', () => {
    const conv = new Conv2d({ inChannels: 4, outChannels: 5, kernelSize: 3 })
    const depthwise = new DepthwiseConv2d({ channels: 5, kernelSize: 3 })
    const net = new Sequential(
      conv,
      depthwise,
      new GlobalAvgPool2d(),
      new Linear({ inFeatures: 5, outFeatures: 2 }),
    )
    const weights = tf.tensor1d([1, -2])
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(tf.square(net.forward(image())), weights)) as tf.Scalar,
    )
    expect(Object.keys(grads)).toHaveLength(net.namedParameters().size)
    expect(Object.values(grads).every((gradient) => tf.max(tf.abs(gradient)).dataSync()[0]! > 0)).toBe(true)
  })
})

function close(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape)
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5)
}
