import type * as tf from '@tensorflow/tfjs-core'
import { Module } from '../module.ts'

/** A module of one tensor in and one tensor out. */
export type Layer = Module & { forward(x: tf.Tensor): tf.Tensor }

/** Calls its layers one after the other; their paths are `0`, `1`, ... `Output` is what the last one returns. */
export class Sequential<Output extends tf.Tensor = tf.Tensor> extends Module {
  readonly layers: readonly Layer[]

  constructor(...layers: Layer[]) {
    super()
    this.layers = layers
  }

  protected override *fields(): Iterable<readonly [string | number, unknown]> {
    for (const field of super.fields()) if (field[1] !== this.layers) yield field
    yield* this.layers.entries()
  }

  override forward(x: tf.Tensor): Output {
    return this.layers.reduce((value, layer) => layer.forward(value), x) as Output
  }
}
