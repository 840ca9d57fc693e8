import type * as tf from '@tensorflow/tfjs-core'
import { deQuantStub } from '@tsfx/ops'
import { Module } from '../module.ts'

/** Where values leave the integer part of a model; returns its input. */
export class DeQuantStub extends Module {
  override forward<T extends tf.Tensor>(x: T): T {
    return deQuantStub(x)
  }
}
