/** @file Fully connected layer, weight `[in, out]` as in TensorFlow.js (torch stores the transpose). */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { count } from '../layerOptions.ts'
import { Module } from '../module.ts'
import { glorotUniform, parameter } from '../variables.ts'

export interface LinearOptions {
  readonly inFeatures: number
  readonly outFeatures: number
  readonly bias?: boolean
}

export class Linear extends Module {
  weight: tf.Variable<tf.Rank.R2>
  bias: tf.Variable<tf.Rank.R1> | null

  /** @throws TSFX0803 */
  constructor({ inFeatures, outFeatures, bias = true }: LinearOptions) {
    super()
    const inputs = count('Linear', 'inFeatures', inFeatures)
    const outputs = count('Linear', 'outFeatures', outFeatures)
    this.weight = glorotUniform<tf.Rank.R2>([inputs, outputs], inputs, outputs)
    this.bias = bias ? parameter(outputs, 0) : null
  }

  /** `[N, inFeatures] -> [N, outFeatures]` */
  override forward(x: tf.Tensor2D): tf.Tensor2D {
    const tf = boundTfjs()
    const { weight, bias } = this
    return bias ? (tf.fused.matMul({ a: x, b: weight, bias }) as tf.Tensor2D) : tf.matMul(x, weight)
  }
}
