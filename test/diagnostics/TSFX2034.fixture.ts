import * as tf from '@tensorflow/tfjs-core'
import { decompose, runPasses } from '@tsfx/passes'
import { trace } from '@tsfx/tracer'

/** relu6 through relu6. */
export const trigger = (): unknown => {
  const graph = trace((x: tf.Tensor) => tf.relu6(x), { x: [null, 3] }, { verify: false })
  try {
    return runPasses(graph, [decompose({ relu6: ({ x }: { x: tf.Tensor }) => tf.relu6(tf.relu(x)) })])
  } catch (error) {
    throw (error as Error).cause
  }
}
