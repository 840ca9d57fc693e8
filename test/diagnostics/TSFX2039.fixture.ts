import * as tf from '@tensorflow/tfjs-core'
import { decompose, runPasses } from '@tsfx/passes'
import { trace } from '@tsfx/tracer'

/** The rows of x are n + m, and neither n nor m is an axis of it. */
export const trigger = (): unknown => {
  const joined = (a: tf.Tensor2D, b: tf.Tensor2D) =>
    tf.reshape(tf.concat([a, b]), [a.shape[0] + b.shape[0], 3, 1])
  const graph = trace(joined, { a: ['n', 3], b: ['m', 3] }, { verify: false })
  try {
    return runPasses(graph, [
      decompose({
        reshape: ({ x, shape }: { x: tf.Tensor; shape: number[] }) =>
          tf.mul(tf.matMul(x, tf.ones([3, 3])), shape[2]!),
      }),
    ])
  } catch (error) {
    throw (error as Error).cause
  }
}
