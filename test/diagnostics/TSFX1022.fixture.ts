import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  const seen: tf.Tensor[] = []
  const forward = (x: tf.Tensor): tf.Tensor => {
    seen.push(x)
    return tf.relu(seen[0] as tf.Tensor)
  }
  trace(forward, { x: [2] }, { verify: false })
  return trace(forward, { x: [2] })
}
