import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@tsfx/tracer'

/** What a kernel call looks like from code that was imported where capture cannot see it. */
export const trigger = (): unknown =>
  trace((x: tf.Tensor) => tf.engine().runKernel('Relu', { x }) as tf.Tensor, { x: [2] })
