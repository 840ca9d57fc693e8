import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace(async (x: tf.Tensor) => tf.relu(x), { x: [2] })
