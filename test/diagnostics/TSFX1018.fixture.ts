import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  const engine = tf.engine() as unknown as { pendingBackendInit: unknown }
  const { pendingBackendInit } = engine
  engine.pendingBackendInit = Promise.resolve(true)
  try {
    return trace((x: tf.Tensor) => tf.relu(x), { x: [2] })
  } finally {
    engine.pendingBackendInit = pendingBackendInit
  }
}
