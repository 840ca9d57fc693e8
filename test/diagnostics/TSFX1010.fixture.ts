import * as tf from '@tensorflow/tfjs-core'
import { installCapture } from '@tsfx/tracer'

export const trigger = (): unknown => {
  installCapture(tf)
  return installCapture({ ...tf, Tensor: class {} as unknown as typeof tf.Tensor })
}
