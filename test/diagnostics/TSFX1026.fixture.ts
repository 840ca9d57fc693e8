import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown =>
  trace((x: tf.Tensor) => tf.grad((t: tf.Tensor) => tf.mul(t, t))(x), { x: [2] })
