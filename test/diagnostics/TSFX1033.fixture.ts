import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  tf.unregisterKernel('Asinh', 'cpu')
  return trace((x: tf.Tensor) => tf.asinh(x), { x: [2, 3] })
}
