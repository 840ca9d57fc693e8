import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { Module } from '../module.ts'

/** `max(x, 0)`, element by element. */
export class ReLU extends Module {
  override forward<T extends tf.Tensor>(x: T): T {
    return boundTfjs().relu(x)
  }
}
