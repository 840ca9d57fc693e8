import * as tf from '@tensorflow/tfjs-core'
import { decompose } from 'tsfx'

export const simpler = decompose({
  relu6: ({ x }) => tf.sub(tf.relu(x), tf.relu(tf.sub(x, 6))),
  sigmoid: ({ x }) => tf.div(1, tf.add(1, tf.exp(tf.sub(0, x)))),
})
