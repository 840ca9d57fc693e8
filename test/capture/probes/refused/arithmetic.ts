// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file Operators that JavaScript has for numbers, on tensors. */
import * as tf from '@tensorflow/tfjs-core'

export function plus(x: tf.Tensor2D, y: tf.Tensor2D) {
  return tf.relu(x + y)
  //             ^ TSFX1103 static
}

export function minus(x: tf.Tensor2D) {
  return tf.relu(x - 1)
  //             ^ TSFX1103 static
}

export function times(x: tf.Tensor2D) {
  const scaled = 2 * tf.relu(x)
  //             ^ TSFX1103 static
  return tf.relu(scaled)
}

export function dividedBy(x: tf.Tensor2D) {
  return tf.relu(x / 255)
  //             ^ TSFX1103 static
}

export function remainder(x: tf.Tensor2D) {
  return tf.relu(x % 2)
  //             ^ TSFX1103 static
}

export function power(x: tf.Tensor2D) {
  return tf.relu(x ** 2)
  //             ^ TSFX1103 static
}

export function bitwise(x: tf.Tensor2D) {
  return tf.relu(x | 0)
  //             ^ TSFX1103 static
}

export function negated(x: tf.Tensor2D) {
  return tf.relu(-x)
  //             ^ TSFX1103 static
}

export function unaryPlus(x: tf.Tensor2D) {
  return tf.relu(+x)
  //             ^ TSFX1103 static
}

export function increment(x: tf.Tensor2D) {
  let y = tf.relu(x)
  y++
  // <- TSFX1103 static
  return y
}

export function compound(x: tf.Tensor2D, y: tf.Tensor2D) {
  let z = tf.relu(x)
  z += y
  // <- TSFX1103 static
  return z
}

export function concatenated(x: tf.Tensor2D) {
  const label = 'input ' + x
  //            ^ TSFX1103 static
  return label ? tf.relu(x) : x
}

export function minusInSort(x: tf.Tensor2D, y: tf.Tensor2D) {
  const [least] = [x, y].sort((a, b) => a - b)
  //                                    ^ TSFX1103 static
  return tf.relu(least)
}

export function template(x: tf.Tensor2D) {
  const label = `input ${x}`
  //                     ^ TSFX1111 static
  return label ? tf.relu(x) : x
}

export function mathFunction(x: tf.Tensor2D) {
  return tf.relu(Math.sqrt(x))
  //                       ^ TSFX1111 static
}

export function numberCall(x: tf.Tensor2D) {
  return tf.mul(x, Number(tf.relu(x)))
  //                      ^ TSFX1111 static
}

export function stringCall(x: tf.Tensor2D) {
  const label = String(x)
  //                   ^ TSFX1111 static
  return label ? tf.relu(x) : x
}

export function parsed(x: tf.Tensor2D) {
  return tf.mul(x, parseFloat(x))
  //                          ^ TSFX1111 static
}

export function isNotANumber(x: tf.Tensor2D) {
  return isNaN(x) ? x : tf.relu(x)
  //           ^ TSFX1111 static
}

export function json(x: tf.Tensor2D) {
  const text = JSON.stringify(tf.relu(x))
  //                          ^ TSFX1111 static
  return text ? tf.relu(x) : x
}
