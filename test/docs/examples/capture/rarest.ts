import * as tf from '@tensorflow/tfjs-core'
import { wrap } from 'tsfx'

/** The class that the fewest rows have: it reads values, so a trace could not follow it. */
export const rarest = wrap(
  (scores: tf.Tensor2D, { among }: { among: number }): tf.Tensor => {
    const counts = new Array<number>(among).fill(0)
    for (const row of tf.argMax(scores, 1).dataSync()) counts[row]!++
    return tf.scalar(counts.indexOf(Math.min(...counts)), 'int32')
  },
  { name: 'rarest', from: import.meta.url },
)
