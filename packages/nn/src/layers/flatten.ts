import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { Module } from '../module.ts'

/** Everything but the batch in one row: `[N, ...] -> [N, features]`. */
export class Flatten extends Module {
  override forward(x: tf.Tensor): tf.Tensor2D {
    return boundTfjs().reshape(x, [x.shape[0]!, -1])
  }
}
