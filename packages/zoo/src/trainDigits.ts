/**
 * @file Trains the digits model on the bound TensorFlow.js backend: Adam (Kingma & Ba 2015), a learning rate that
 * falls along a half cosine (Loshchilov & Hutter 2017), digits distorted anew in every epoch.
 */
import * as tf from '@tensorflow/tfjs-core'
import { manualSeed, RandomGenerator } from '@tsfx/nn'
import { augmentDigits } from './augmentDigits.ts'
import { type Digits, digitSize, pickDigits } from './digitsData.ts'
import { DigitsNet } from './digitsNet.ts'

export interface TrainingOptions {
  readonly seed: number
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  /** Called after every epoch; `loss` is the mean over the epoch, `net` is to be left in any mode. */
  readonly onEpoch: (report: { epoch: number; loss: number; net: DigitsNet }) => void
}

/** Trains a new model on `digits`; the same seed gives the same weights on the same backend. */
export function trainDigits(digits: Digits, options: TrainingOptions): DigitsNet {
  const { seed, epochs, batchSize, learningRate } = options
  manualSeed(seed)
  const random = new RandomGenerator(seed)
  const net = new DigitsNet()
  const optimizer = new tf.AdamOptimizer(learningRate, 0.9, 0.999, 1e-7)
  const steps = Math.floor(digits.count / batchSize)
  for (let epoch = 0; epoch < epochs; epoch++) {
    net.train()
    const fresh = augmentDigits(pickDigits(digits, shuffled(digits.count, random)), random)
    let loss = 0
    for (let step = 0; step < steps; step++) {
      const progress = (epoch * steps + step) / (epochs * steps)
      // The typings hide the rate of Adam, but it is a plain property that the next update reads.
      Object.assign(optimizer, { learningRate: (learningRate * (1 + Math.cos(Math.PI * progress))) / 2 })
      const batch = Array.from({ length: batchSize }, (_, offset) => step * batchSize + offset)
      loss += trainStep(net, optimizer, pickDigits(fresh, batch)) / steps
    }
    options.onEpoch({ epoch: epoch + 1, loss, net })
  }
  optimizer.dispose()
  return net.eval()
}

/** One update; returns the loss of the batch. */
function trainStep(net: DigitsNet, optimizer: tf.Optimizer, batch: Digits): number {
  return tf.tidy(() => {
    const images = tf.tensor4d(batch.images, [batch.count, digitSize, digitSize, 1])
    const labels = tf.oneHot(tf.tensor1d(batch.labels, 'int32'), 10)
    const loss = () => tf.losses.softmaxCrossEntropy(labels, net.forward(images)) as tf.Scalar
    const value = optimizer.minimize(loss, true, [...net.namedParameters().values()])
    return value!.dataSync()[0]!
  })
}

/** The numbers below `count` in random order (Fisher-Yates). */
function shuffled(count: number, random: RandomGenerator): number[] {
  const order = Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(last + 1)
    ;[order[last], order[other]] = [order[other]!, order[last]!]
  }
  return order
}
