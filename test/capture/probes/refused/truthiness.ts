// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file Every way of asking whether a tensor is true. A mark under a line says which code is expected at its column. */
import * as tf from '@tensorflow/tfjs-core'

export function ifStatement(x: tf.Tensor2D) {
  if (tf.relu(x)) return tf.relu(x)
  //  ^ TSFX1101 static
  return x
}

export function whileStatement(x: tf.Tensor2D) {
  while (x) return tf.relu(x)
  //     ^ TSFX1101 static
  return x
}

export function doStatement(x: tf.Tensor2D) {
  let y = x
  let rounds = 0
  do {
    y = tf.relu(y)
    rounds += 1
    if (rounds > 2) break
  } while (y)
  //       ^ TSFX1101 static
  return y
}

export function forStatement(x: tf.Tensor2D) {
  for (let y = tf.relu(x); y; ) return y
  //                       ^ TSFX1101 static
  return x
}

export function not(x: tf.Tensor2D) {
  const isEmpty = !x
  //               ^ TSFX1101 static
  return isEmpty ? tf.relu(x) : x
}

export function and(x: tf.Tensor2D, y: tf.Tensor2D) {
  const both = x && tf.relu(y)
  //           ^ TSFX1101 static
  return both
}

export function or(x: tf.Tensor2D, y: tf.Tensor2D) {
  return tf.relu(x || y)
  //             ^ TSFX1101 static
}

export function conditional(x: tf.Tensor2D, y: tf.Tensor2D) {
  const gate = tf.sigmoid(x)
  return gate ? x : y
  //     ^ TSFX1101 static
}

export function andAssignment(x: tf.Tensor2D, y: tf.Tensor2D) {
  let z = tf.relu(x)
  z &&= y
  // <- TSFX1101 static
  return z
}

export function orAssignment(x: tf.Tensor2D, y: tf.Tensor2D) {
  let z = tf.relu(x)
  z ||= y
  // <- TSFX1101 static
  return z
}

export function booleanCall(x: tf.Tensor2D) {
  const isGiven = Boolean(x)
  //                      ^ TSFX1101 static
  return isGiven ? tf.relu(x) : x
}

export function newBoolean(x: tf.Tensor2D) {
  const isGiven = new Boolean(x).valueOf()
  //                          ^ TSFX1101 static
  return isGiven ? tf.relu(x) : x
}

export function filterBoolean(x: tf.Tensor2D, y: tf.Tensor2D) {
  const [first] = [x, y].filter(Boolean)
  //                            ^ TSFX1101 static
  return tf.relu(first)
}

export function callbackOfSome(x: tf.Tensor2D, y: tf.Tensor2D) {
  const isAny = [x, y].some((t) => tf.relu(t))
  //                               ^ TSFX1101 static
  return isAny ? tf.relu(x) : x
}

export function parenthesised(x: tf.Tensor2D) {
  return (tf.sigmoid(x) as tf.Tensor2D) ? tf.relu(x) : x
  //      ^ TSFX1101 static
}

export function rightOfAnd(x: tf.Tensor2D) {
  if (x.rank === 2 && tf.relu(x)) return tf.relu(x)
  //                  ^ TSFX1101 static
  return x
}
