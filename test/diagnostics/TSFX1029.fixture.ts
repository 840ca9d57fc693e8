import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

class Hides {
  readonly #weight = tf.variable(tf.ones([2]))
  forward(x: tf.Tensor): tf.Tensor {
    return tf.mul(x, this.#weight)
  }
}

export const trigger = (): unknown => trace(new Hides(), { x: [2] })
