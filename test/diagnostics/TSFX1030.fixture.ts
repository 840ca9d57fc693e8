import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

/** Another test of the process may have loaded the chained methods. */
function withoutRelu<T>(run: () => T): T {
  const prototype = tf.Tensor.prototype as { relu?: unknown }
  const method = Object.getOwnPropertyDescriptor(prototype, 'relu')
  delete prototype.relu
  try {
    return run()
  } finally {
    if (method) Object.defineProperty(prototype, 'relu', method)
  }
}

export const trigger = (): unknown => withoutRelu(() => trace((x: tf.Tensor) => x.relu(), { x: [2] }))
