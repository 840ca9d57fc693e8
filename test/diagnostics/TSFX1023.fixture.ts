import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace((x: tf.Tensor) => tf.reshape(x, [2, 8]), { x: [null, 8] })
