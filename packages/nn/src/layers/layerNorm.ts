/** @file Layer normalisation (Ba, Kiros & Hinton 2016, eq. 3) over the last axis; names are those of Keras. */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { count } from '../layerOptions.ts'
import { Module } from '../module.ts'
import { parameter } from '../variables.ts'

export interface LayerNormOptions {
  /** Size of the last axis. */
  readonly features: number
  readonly epsilon?: number
}

export class LayerNorm extends Module {
  readonly epsilon: number
  gamma: tf.Variable<tf.Rank.R1>
  beta: tf.Variable<tf.Rank.R1>

  /** @throws TSFX0803 */
  constructor({ features, epsilon = 1e-5 }: LayerNormOptions) {
    super()
    const size = count('LayerNorm', 'features', features)
    this.epsilon = epsilon
    this.gamma = parameter(size, 1)
    this.beta = parameter(size, 0)
  }

  /** `[..., features] -> [..., features]`: mean 0 and variance 1 along the last axis, then `gamma * y + beta`. */
  override forward<T extends tf.Tensor>(x: T): T {
    const tf = boundTfjs()
    const { mean, variance } = tf.moments(x, -1, true)
    const deviation = tf.rsqrt(tf.add(variance, this.epsilon))
    const normalised = tf.mul(tf.sub(x, mean), deviation)
    return tf.add(tf.mul(normalised, this.gamma), this.beta)
  }
}
