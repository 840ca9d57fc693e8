import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace((x: tf.Tensor) => tf.add(x, tf.randomNormal([2])), { x: [2] })
