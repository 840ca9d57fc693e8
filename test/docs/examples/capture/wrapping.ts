import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { interpret, printGraph, trace } from 'tsfx'
import { rarest } from './rarest.ts'

const forward = (x: tf.Tensor2D) => rarest(tf.softmax(x), { among: 3 })
const graph = trace(forward, { x: [null, 3] })
console.log(printGraph(graph, { places: false }))

const rows = [
  [9, 0, 0],
  [0, 9, 0],
  [0, 8, 1],
]
console.log(String(interpret(graph, { x: tf.tensor2d(rows) })))
