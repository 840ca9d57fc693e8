import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown =>
  trace((x: tf.Tensor4D) => tf.conv2d(x, tf.ones([3, 3, 1, 1]), 1, 'same', 'NHWC', x.shape[0]), {
    x: [null, 9, 9, 1],
  })
