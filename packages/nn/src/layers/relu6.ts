import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { Module } from '../module.ts'

/** `min(max(x, 0), 6)`, element by element. */
export class ReLU6 extends Module {
  override forward<T extends tf.Tensor>(x: T): T {
    return boundTfjs().relu6(x)
  }
}
