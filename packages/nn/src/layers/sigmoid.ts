import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { Module } from '../module.ts'

/** `1 / (1 + exp(-x))`, element by element. */
export class Sigmoid extends Module {
  override forward<T extends tf.Tensor>(x: T): T {
    return boundTfjs().sigmoid(x)
  }
}
