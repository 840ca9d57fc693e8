import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown =>
  trace((x: tf.Tensor) => (x.shape[0]! > 2 ? tf.relu(x) : tf.sigmoid(x)), { x: [null, 8] })
