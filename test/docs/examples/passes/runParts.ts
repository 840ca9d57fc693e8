import * as tf from '@tensorflow/tfjs-core'
import { interpret, interpretSplit } from 'tsfx'
import { split } from './partition.ts'
import { graph, inputs } from './traced.ts'

const [whole] = interpret(graph, inputs) as tf.Tensor[]
const [cut] = interpretSplit(split, inputs) as tf.Tensor[]
console.log('largest difference:', tf.max(tf.abs(tf.sub(whole!, cut!))).dataSync()[0])
