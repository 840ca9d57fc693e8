import * as tf from '@tensorflow/tfjs-core'
import { decompose, runPasses } from '@tsfx/passes'
import { trace } from '@tsfx/tracer'

/** A mean drops an axis that relu6 keeps. */
export const trigger = (): unknown => {
  const graph = trace((x: tf.Tensor) => tf.relu6(x), { x: [null, 3] }, { verify: false })
  try {
    return runPasses(graph, [decompose({ relu6: ({ x }: { x: tf.Tensor }) => tf.mean(x, -1) })])
  } catch (error) {
    throw (error as Error).cause
  }
}
