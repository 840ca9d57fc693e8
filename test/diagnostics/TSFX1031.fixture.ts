import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown =>
  trace(
    (x: tf.Tensor) => {
      if (x.shape[0]! < 2) throw new Error('need two rows')
      return tf.relu(x)
    },
    { x: [null, 3] },
  )
