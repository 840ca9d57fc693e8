import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  let calls = 0
  return trace((x: tf.Tensor) => (calls++ === 0 ? tf.relu(x) : tf.sigmoid(x)), { x: [2] })
}
