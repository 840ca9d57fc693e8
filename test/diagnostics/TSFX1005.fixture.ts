import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace((x: tf.Tensor) => (x.dataSync()[0] ? tf.relu(x) : x), { x: [2] })
