// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file Ways to ask a tensor for its values. */
import * as tf from '@tensorflow/tfjs-core'

export function dataSync(x: tf.Tensor2D) {
  const first = x.dataSync()[0]
  //              ^ TSFX1104 static
  return tf.mul(x, first)
}

export function arraySync(x: tf.Tensor2D) {
  const rows = tf.relu(x).arraySync()
  //                      ^ TSFX1104 static
  return tf.mul(x, rows.length)
}

export function data(x: tf.Tensor2D) {
  x.data()
  //^ TSFX1104 static
  return tf.relu(x)
}

export function array(x: tf.Tensor2D) {
  const rows = x.array()
  //             ^ TSFX1104 static
  return rows ? tf.relu(x) : x
}

export function buffer(x: tf.Tensor2D) {
  const values = x.buffer()
  //               ^ TSFX1104 static
  return values ? tf.relu(x) : x
}

export function bufferSync(x: tf.Tensor2D) {
  return tf.mul(x, x.bufferSync().get(0, 0))
  //                 ^ TSFX1104 static
}

export function bytes(x: tf.Tensor2D) {
  x.bytes()
  //^ TSFX1104 static
  return tf.relu(x)
}

export function print(x: tf.Tensor2D) {
  tf.relu(x).print()
  //         ^ TSFX1104 static
  return tf.relu(x)
}

export function toStringMethod(x: tf.Tensor2D) {
  const text = x.toString()
  //             ^ TSFX1104 static
  return text ? tf.relu(x) : x
}

export function printFunction(x: tf.Tensor2D) {
  tf.print(x)
  // ^ TSFX1104 static
  return tf.relu(x)
}

export function inBrackets(x: tf.Tensor2D) {
  return tf.mul(x, x['dataSync']()[0])
  //                 ^ TSFX1104 static
}

export function optionalCall(x: tf.Tensor2D) {
  return tf.mul(x, x?.dataSync()[0] ?? 1)
  //                  ^ TSFX1104 static
}

export function takenOut(x: tf.Tensor2D) {
  const { dataSync } = x
  //      ^ TSFX1104 static
  return tf.mul(x, dataSync.call(x)[0])
}

export function pixels(x: tf.Tensor2D) {
  tf.browser.toPixels(x)
  //         ^ TSFX1104 static
  return tf.relu(x)
}

export function element(x: tf.Tensor2D) {
  return tf.relu(x[0])
  //             ^ TSFX1112 static
}

export function elementAtIndex(x: tf.Tensor2D) {
  const rows = []
  for (let i = 0; i < x.shape[1]; i++) rows.push(tf.relu(x[i]))
  //                                                     ^ TSFX1112 static
  return tf.add(rows[0], rows[1])
}

export function arrayFrom(x: tf.Tensor2D) {
  const rows = Array.from(x)
  //                      ^ TSFX1112 static
  return rows.length > 0 ? rows[0] : tf.relu(x)
}

export function spread(x: tf.Tensor2D) {
  const rows = [...tf.relu(x)]
  //               ^ TSFX1112 static
  return rows[0]
}

export function spreadArgument(x: tf.Tensor2D) {
  return tf.relu(Math.max(...x))
  //                         ^ TSFX1112 static
}

export function forOf(x: tf.Tensor2D) {
  let sum = tf.relu(x)
  for (const row of x) sum = tf.add(sum, row)
  //                ^ TSFX1112 static
  return sum
}

export function destructured(x: tf.Tensor2D) {
  const [first] = tf.relu(x)
  //              ^ TSFX1112 static
  return first
}

export function length(x: tf.Tensor2D) {
  return tf.div(x, x.length)
  //                 ^ TSFX1112 static
}

export function lengthTakenOut(x: tf.Tensor2D) {
  const { length } = x
  //      ^ TSFX1112 static
  return tf.div(x, length)
}

export function lengthCompared(x: tf.Tensor2D) {
  return x.length === 2 ? tf.relu(x) : x
  //       ^ TSFX1112 static
}

export function keysOfList(x: tf.Tensor2D) {
  let sum = tf.relu(x)
  for (const key in x) sum = tf.add(sum, Number(key))
  //                ^ TSFX1112 static
  return sum
}

export function mapped(x: tf.Tensor2D) {
  return tf.relu(x.map((value) => value))
  //               ^ TSFX1112 static
}

export function recordKey(x: tf.Tensor2D) {
  const names = { relu: 1 }
  return tf.mul(x, names[x] ?? 2)
  //                     ^ TSFX1110 static
}

export function computedKey(x: tf.Tensor2D) {
  const record = { [x]: 3 }
  //                ^ TSFX1110 static
  return record ? tf.relu(x) : x
}

export function inOperator(x: tf.Tensor2D) {
  const names = { relu: 1 }
  return x in names ? x : tf.relu(x)
  //     ^ TSFX1110 static
}

export function assignedKey(x: tf.Tensor2D) {
  const cache = {}
  cache[x] = tf.relu(x)
  //    ^ TSFX1110 static
  return cache[x]
  //           ^ TSFX1110 static
}
