import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace((x: tf.Tensor) => tf.unique(x).values, { x: [2] })
