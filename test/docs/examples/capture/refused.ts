import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from 'tsfx'

const attempts: Record<string, (x: tf.Tensor) => unknown> = {
  'reads a value': (x) => tf.mul(x, x.dataSync()[0]!),
  'draws noise': (x) => tf.add(x, tf.randomNormal([3])),
  'takes a gradient': (x) => tf.grad((t: tf.Tensor) => tf.mul(t, t))(x),
  'asks for a length': (x) => tf.mul(x, (x as unknown as number[]).length),
}
for (const [what, forward] of Object.entries(attempts)) {
  try {
    trace(forward, { x: [null, 3] })
  } catch (error) {
    const [message, place] = String(error).split('\n')
    console.log(`${what}: ${message}\n${place}\n`)
  }
}
