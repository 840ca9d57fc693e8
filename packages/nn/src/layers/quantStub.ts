import type * as tf from '@tensorflow/tfjs-core'
import { quantStub } from '@tsfx/ops'
import { Module } from '../module.ts'

/** Where values enter the integer part of a model; returns its input. `prepare` places stubs itself, so none is needed. */
export class QuantStub extends Module {
  override forward<T extends tf.Tensor>(x: T): T {
    return quantStub(x)
  }
}
