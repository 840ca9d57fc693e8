import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown =>
  trace((x: tf.Tensor) => tf.concat(x as unknown as tf.Tensor[]), { x: [2] })
