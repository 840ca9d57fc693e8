import * as tf from '@tensorflow/tfjs-core'
import { Graph } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { replacePattern } from '@tsfx/passes'

/** A pattern function that computes what it does not return. */
export const trigger = (): unknown => {
  bindTfjs(tf)
  return replacePattern(Graph.empty(), {
    inputs: { x: [null, 4] },
    pattern: (x: tf.Tensor) => {
      tf.sigmoid(x)
      return tf.relu(x)
    },
    replacement: (x: tf.Tensor) => x,
  })
}
