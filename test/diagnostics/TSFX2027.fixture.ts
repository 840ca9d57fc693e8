import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { replacePattern } from '@tsfx/passes'
import { trace } from '@tsfx/tracer'

/** A replacement that uses an input which its pattern does not. */
export const trigger = (): unknown => {
  bindTfjs(tf)
  const graph = trace((x: tf.Tensor) => tf.relu(x), { x: [null, 4] }, { verify: false })
  return replacePattern(graph, {
    inputs: { x: [null, 4], y: [null, 4] },
    pattern: (x: tf.Tensor, _y: tf.Tensor) => tf.relu(x),
    replacement: (x: tf.Tensor, y: tf.Tensor) => tf.add(x, y),
  })
}
