import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { Module } from '../module.ts'

/** `exp(x) / sum(exp(x))` over the last axis. */
export class Softmax extends Module {
  override forward<T extends tf.Tensor>(x: T): T {
    return boundTfjs().softmax(x)
  }
}
