import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  const weight = tf.variable(tf.ones([2]))
  const forward = (x: tf.Tensor): tf.Tensor => {
    const y = tf.mul(x, weight)
    weight.dispose()
    return y
  }
  return trace({ weight, forward }, { x: [2] })
}
