// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file Random numbers and clocks: they would be frozen in the graph. */
import * as tf from '@tensorflow/tfjs-core'

export function randomNormal(x: tf.Tensor2D) {
  return tf.add(x, tf.randomNormal(x.shape))
  //                  ^ TSFX1027 runtime
}

export function randomUniform(x: tf.Tensor2D) {
  return tf.add(x, tf.randomUniform([1, 4]))
  //                  ^ TSFX1027 runtime
}

export function truncatedNormal(x: tf.Tensor2D) {
  return tf.add(x, tf.truncatedNormal([1, 4]))
  //                  ^ TSFX1027 runtime
}

export function rand(x: tf.Tensor2D) {
  const one = () => 1
  return tf.add(x, tf.rand([1, 4], one))
  //                  ^ TSFX1027 runtime
}

export function multinomial(x: tf.Tensor2D) {
  return tf.add(x, tf.multinomial(tf.softmax(x), 4))
  //                  ^ TSFX1027 runtime
}

export function mathRandom(x: tf.Tensor2D) {
  return tf.mul(x, Math.random())
  //                    ^ TSFX1027 runtime
}

export function dateNow(x: tf.Tensor2D) {
  return tf.mul(x, Date.now() % 100000)
  //                    ^ TSFX1027 runtime
}

export function dropout(x: tf.Tensor2D) {
  return tf.dropout(x, 0.5)
  //        ^ TSFX1027 runtime
}
