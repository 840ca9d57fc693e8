// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file What would go on after forward has returned: capture would have ended by then. */
import * as tf from '@tensorflow/tfjs-core'

export class AsyncForward {
  async forward(x: tf.Tensor2D) {
    //  ^ TSFX1105 static
    return tf.relu(x)
  }
}

export const asyncArrow = async (x: tf.Tensor2D) => tf.relu(x)
//                        ^ TSFX1105 static

export class AwaitsData {
  async forward(x: tf.Tensor2D) {
    //  ^ TSFX1105 static
    const values = await x.data()
    //                     ^ TSFX1104 static
    return tf.mul(x, values[0])
  }
}

export function returnsPromise(x: tf.Tensor2D) {
  //            ^ TSFX1105 static
  return Promise.resolve(tf.relu(x))
}

export function thenOfData(x: tf.Tensor2D) {
  let scale = 1
  const keep = (values: Float32Array) => {
    scale = values[0]
  }
  x.data().then(keep)
  //^ TSFX1104 static
  return tf.mul(x, scale)
}

export function whereAsync(x: tf.Tensor2D) {
  tf.whereAsync(x)
  // ^ TSFX1109 static
  return tf.relu(x)
}

export function booleanMaskAsync(x: tf.Tensor2D) {
  const masked = tf.booleanMaskAsync(x, x)
  //                ^ TSFX1109 static
  return masked ? tf.relu(x) : x
}

export function timeout(x: tf.Tensor2D) {
  let y = tf.relu(x)
  setTimeout(() => {
    // <- TSFX1109 static
    y = tf.sigmoid(y)
  })
  return y
}

export function microtask(x: tf.Tensor2D) {
  let y = tf.relu(x)
  queueMicrotask(() => {
    // <- TSFX1109 static
    y = tf.sigmoid(y)
  })
  return y
}

export function thenOfPromise(x: tf.Tensor2D) {
  let y = tf.relu(x)
  Promise.resolve().then(() => {
    //              ^ TSFX1109 static
    y = tf.sigmoid(y)
  })
  return y
}

async function activate(t: tf.Tensor2D) {
  return tf.relu(t)
}

export function asyncHelper(x: tf.Tensor2D) {
  let y = x
  activate(x).then((activated) => {
    //        ^ TSFX1109 static
    y = activated
  })
  return tf.relu(y)
}

export function callsAsyncCallback(x: tf.Tensor2D, y: tf.Tensor2D) {
  const all = []
  ;[x, y].forEach(async (t) => {
    all.push(await tf.relu(t))
    //       ^ TSFX1109 static
  })
  return tf.add(all[0] ?? x, y)
}
