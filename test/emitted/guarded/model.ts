/** @file A model whose forward depends on more than tensors: its graph is that of the options it was traced with. */
import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module } from '@tsfx/nn'

export interface Options {
  readonly scale: number
  readonly mode: 'sum' | 'product'
}

export class Guarded extends Module {
  first = new Linear({ inFeatures: 4, outFeatures: 4 })
  second = new Linear({ inFeatures: 4, outFeatures: 4 })

  /** `[rows, 4] -> [rows, 4]` */
  override forward(x: tf.Tensor2D, options: Options, training = false, mask?: tf.Tensor2D): tf.Tensor2D {
    const first = this.first.forward(x)
    const scaled = tf.mul<tf.Tensor2D>(first, options.scale)
    const masked: tf.Tensor2D = mask ? tf.mul(scaled, mask) : scaled
    if (training) return masked

    // Only here do the two layers meet.
    const second = this.second.forward(masked)
    return options.mode === 'sum' ? tf.add(first, second) : tf.mul(first, second)
  }
}
