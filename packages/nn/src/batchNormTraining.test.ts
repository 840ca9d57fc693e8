import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { batchNormTraining } from './batchNormTraining.ts'
import { BatchNorm2d } from './layers/batchNorm2d.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const x = () => tf.randomUniform<tf.Rank.R4>([3, 4, 5, 2], -2, 3, 'float32', 5)
const dy = () => tf.randomUniform<tf.Rank.R4>([3, 4, 5, 2], -1, 1, 'float32', 6)
const gamma = () => tf.tensor1d([1.5, -0.5])
const beta = () => tf.tensor1d([0.25, 2])

/** The definition, differentiated by TensorFlow.js. */
function composed(x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Tensor4D {
  const { mean, variance } = tf.moments(x, [0, 1, 2])
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3))), gamma), beta)
}

const difference = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!

describe('batchNormTraining', () => {
  it('normalises by the moments of the batch', () => {
    const { y, mean, variance } = batchNormTraining(x(), gamma(), beta(), 1e-3)
    const moments = tf.moments(x(), [0, 1, 2])
    expect(difference(y, composed(x(), gamma(), beta()))).toBeLessThan(1e-5)
    expect(difference(mean, moments.mean)).toBeLessThan(1e-6)
    expect(difference(variance, moments.variance)).toBeLessThan(1e-5)
  })

  it('has the gradients of the definition', () => {
    const fast = tf.grads(
      (x, gamma, beta) =>
        batchNormTraining(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3).y,
    )
    const slow = tf.grads((x, gamma, beta) =>
      composed(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D),
    )
    const inputs = [x(), gamma(), beta()]
    const expected = slow(inputs, dy())
    for (const [index, gradient] of fast(inputs, dy()).entries()) {
      expect(gradient.shape).toEqual(inputs[index]!.shape)
      expect(difference(gradient, expected[index]!)).toBeLessThan(1e-4)
    }
  })
})

describe('BatchNorm2d', () => {
  it('moves its running statistics by momentum, with the unbiased variance', () => {
    const layer = new BatchNorm2d({ channels: 2, momentum: 0.25 })
    const { mean, variance } = tf.moments(x(), [0, 1, 2])
    layer.forward(x())
    expect(difference(layer.mean, tf.mul(mean, 0.25))).toBeLessThan(1e-6)
    expect(difference(layer.variance, tf.add(0.75, tf.mul(variance, (0.25 * 60) / 59)))).toBeLessThan(1e-5)
  })

  it('leaves them alone in evaluation, and normalises by them', () => {
    const layer = new BatchNorm2d({ channels: 2 }).eval()
    const state = layer.stateDict()
    const y = layer.forward(x())
    expect(layer.stateDict()).toEqual(state)
    expect(difference(y, tf.div(x(), Math.sqrt(1 + 1e-5)))).toBeLessThan(1e-6)
  })

  it('updates them inside a gradient tape without leaking tensors', () => {
    const layer = new BatchNorm2d({ channels: 2 })
    const [input, weights] = [x(), dy()]
    const step = () =>
      tf.tidy(() =>
        tf.dispose(tf.variableGrads(() => tf.sum(tf.mul(layer.forward(input), weights)) as tf.Scalar)),
      )
    step()
    const tensors = tf.memory().numTensors
    const before = layer.stateDict()
    step()
    expect(tf.memory().numTensors).toBe(tensors)
    expect(layer.stateDict().mean).not.toEqual(before.mean)
  })
})
