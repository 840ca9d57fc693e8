import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { Module } from '../module.ts'

/** The mean over height and width: `[N, H, W, C] -> [N, C]`. */
export class GlobalAvgPool2d extends Module {
  override forward(x: tf.Tensor4D): tf.Tensor2D {
    return boundTfjs().mean(x, [1, 2])
  }
}
