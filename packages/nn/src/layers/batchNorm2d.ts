/** @file Batch normalisation over the channels of `[N, H, W, C]` (Ioffe & Szegedy 2015); names are those of Keras. */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { batchNormTraining } from '../batchNormTraining.ts'
import { count } from '../layerOptions.ts'
import { Module } from '../module.ts'
import { buffer, parameter } from '../variables.ts'

export interface BatchNorm2dOptions {
  readonly channels: number
  readonly epsilon?: number
  /** The weight of the new batch in the running statistics, as in torch (Keras' momentum is one minus this). */
  readonly momentum?: number
}

export class BatchNorm2d extends Module {
  readonly epsilon: number
  readonly momentum: number
  gamma: tf.Variable<tf.Rank.R1>
  beta: tf.Variable<tf.Rank.R1>
  mean: tf.Variable<tf.Rank.R1>
  variance: tf.Variable<tf.Rank.R1>

  /** @throws TSFX0803 */
  constructor({ channels, epsilon = 1e-5, momentum = 0.1 }: BatchNorm2dOptions) {
    super()
    const size = count('BatchNorm2d', 'channels', channels)
    this.epsilon = epsilon
    this.momentum = momentum
    this.gamma = parameter(size, 1)
    this.beta = parameter(size, 0)
    this.mean = buffer(size, 0)
    this.variance = buffer(size, 1)
  }

  /** `[N, H, W, C] -> [N, H, W, C]`; in training mode the running statistics move towards the batch's. */
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const { gamma, beta, epsilon } = this
    if (!this.training)
      return boundTfjs().batchNorm<tf.Rank.R4>(x, this.mean, this.variance, beta, gamma, epsilon)
    const { y, mean, variance } = batchNormTraining(x, gamma, beta, epsilon)
    const samples = y.size / gamma.size
    // As torch does: the batch is normalised by its own variance, but what is remembered is the unbiased estimate.
    this.remember(this.mean, mean, 1)
    this.remember(this.variance, variance, samples / Math.max(1, samples - 1))
    return y
  }

  /** No loss depends on what is assigned here, so the gradient tape drops it. */
  private remember(running: tf.Variable<tf.Rank.R1>, batch: tf.Tensor1D, correction: number): void {
    const tf = boundTfjs()
    tf.tidy(() =>
      running.assign(tf.add(tf.mul(running, 1 - this.momentum), tf.mul(batch, this.momentum * correction))),
    )
  }
}
