import * as tf from '@tensorflow/tfjs-core'
import { retypeInputs } from '@tsfx/passes'
import { trace } from '@tsfx/tracer'

/** Both inputs share the batch. */
export const trigger = (): unknown => {
  const sum = (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b)
  const graph = trace(sum, { a: ['n', 3], b: ['n', 3] }, { verify: false })
  return retypeInputs(graph, { a: [8, 3], b: [4, 3] })
}
