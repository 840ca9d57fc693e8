// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file Tensors compared: by identity, which says nothing of values, and by order, for which there are none. */
import * as tf from '@tensorflow/tfjs-core'

export function strictlyEqual(x: tf.Tensor2D, y: tf.Tensor2D) {
  return tf.relu(x) === y ? x : tf.relu(x)
  //     ^ TSFX1102 static
}

export function notStrictlyEqual(x: tf.Tensor2D, y: tf.Tensor2D) {
  if (x !== y) return tf.relu(x)
  //  ^ TSFX1102 static
  return x
}

export function equal(x: tf.Tensor2D) {
  return (x as unknown) == 3 ? x : tf.relu(x)
  //     ^ TSFX1102 static
}

export function notEqual(x: tf.Tensor2D) {
  return tf.relu(x) != 0 ? x : tf.relu(x)
  //     ^ TSFX1102 static
}

export function includes(x: tf.Tensor2D, y: tf.Tensor2D) {
  return [0, 1].includes(tf.relu(x)) ? x : y
  //     ^ TSFX1102 static
}

export function indexOf(x: tf.Tensor2D, y: tf.Tensor2D) {
  return [0, 1].indexOf(x) >= 0 ? x : tf.relu(y)
  //     ^ TSFX1102 static
}

export function objectIs(x: tf.Tensor2D, y: tf.Tensor2D) {
  return Object.is(x, 0) ? x : tf.relu(y)
  //     ^ TSFX1102 static
}

export function switchOnTensor(x: tf.Tensor2D, y: tf.Tensor2D) {
  switch (tf.relu(x)) {
    //    ^ TSFX1106 static
    case 0:
      return y
    default:
      return tf.relu(x)
  }
}

export function caseOfSwitch(x: tf.Tensor2D) {
  switch (true) {
    case tf.relu(x):
      // ^ TSFX1106 static
      return x
    default:
      return tf.relu(x)
  }
}

export function greater(x: tf.Tensor2D) {
  return x > 0 ? x : tf.relu(x)
  //     ^ TSFX1108 static
}

export function greaterOrEqual(x: tf.Tensor2D, y: tf.Tensor2D) {
  return tf.relu(x) >= y ? x : tf.relu(y)
  //     ^ TSFX1108 static
}

export function less(x: tf.Tensor2D) {
  const isNegative = x < 0
  //                 ^ TSFX1108 static
  return isNegative ? x : tf.relu(x)
}

export function lessOrEqual(x: tf.Tensor2D) {
  while (0 <= x) return tf.relu(x)
  //     ^ TSFX1108 static
  return x
}
