import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  const running = tf.variable(tf.zeros([2]))
  return trace(
    (x: tf.Tensor) => {
      running.assign(tf.relu(x))
      return x
    },
    { x: [2] },
  )
}
