/** @file `movingAverage`; it returns the new average and assigns nothing. Source: tfjs `moving_average.ts`. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import { badInputs } from '../diagnostics.generated.ts'

export const movingAverage: Composition = {
  from: ['tf.movingAverage'],
  into: ['sub', 'mul', 'pow', 'div', 'add'],
  run(tf, [v, x, decay, step, zeroDebias = true]) {
    const one = tf.scalar(1)
    const rate = decay as number
    const update = tf.mul(tf.sub(x as Tensor, v as Tensor), tf.sub(one, rate))
    if (!zeroDebias) return tf.add(v as Tensor, update)
    if (step === undefined || step === null)
      throw badInputs({ op: 'tf.movingAverage', problem: 'with zeroDebias a step is required' })
    return tf.add(v as Tensor, tf.div(update, tf.sub(one, tf.pow(rate, step as number))))
  },
}
