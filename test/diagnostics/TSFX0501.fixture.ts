import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'

/** A namespace whose classes are not those of the copy bound first. */
export const trigger = (): unknown => {
  bindTfjs(tf)
  return bindTfjs({ ...tf, Tensor: class extends tf.Tensor {} } as unknown as typeof tf)
}
