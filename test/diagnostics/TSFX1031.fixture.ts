import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { wrap } from '@tsfx/ops'
import { trace } from '@tsfx/tracer'

const positive = wrap(
  (x: tf.Tensor): tf.Tensor => {
    if (tf.min(x).dataSync()[0]! < 0) throw new Error('need numbers above 0')
    return tf.log1p(x)
  },
  { name: 'fixturePositive' },
)

export const trigger = (): unknown => trace((x: tf.Tensor) => positive(x), { x: [2, 3] })
