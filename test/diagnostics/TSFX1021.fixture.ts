import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  const waves = tf.complex([1, 2], [0, 0])
  return trace((x: tf.Tensor) => tf.add(x, waves), { x: [2] })
}
