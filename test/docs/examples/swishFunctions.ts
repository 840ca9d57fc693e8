import * as tf from '@tensorflow/tfjs-core'
import { patternPass } from 'tsfx'
import { swish } from './swish.ts'

export const fuseSwishByFunctions = patternPass({
  name: 'fuseSwishByFunctions',
  summary: 'x * sigmoid(x) becomes one swish.',
  inputs: { x: [null, 4] },
  pattern: (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x)),
  replacement: (x: tf.Tensor) => swish({ x }),
})
