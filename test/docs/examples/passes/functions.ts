import * as tf from '@tensorflow/tfjs-core'
import { diff, printDiff, replacePattern } from 'tsfx'
import { swish } from '../swish.ts'
import { graph } from './traced.ts'

const replaced = replacePattern(graph, {
  name: 'fuseSwish',
  inputs: { x: [null, 4] },
  pattern: (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x)),
  replacement: (x: tf.Tensor) => swish({ x }),
})
console.log(printDiff(diff(graph, replaced.graph)))
console.log(replaced.nearMisses.map(({ reason }) => reason))
