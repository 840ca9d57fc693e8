// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file State that a forward changes: a graph has none. */
import * as tf from '@tensorflow/tfjs-core'

export class VariableAssign {
  average = tf.variable(tf.zeros([1, 4]))

  forward(x: tf.Tensor2D) {
    this.average.assign(tf.add(this.average, x))
    //           ^ TSFX1006 runtime
    return tf.mul(x, this.average)
  }
}

export function variableOfTraced(x: tf.Tensor2D) {
  const state = tf.variable(tf.relu(x))
  //               ^ TSFX1006 runtime
  return tf.mul(state, x)
}

export function variableMethod(x: tf.Tensor2D) {
  return tf.mul(x.variable(), x)
  //              ^ TSFX1006 runtime
}

export class DisposesWeight {
  weight = tf.variable(tf.ones([1, 4]))

  forward(x: tf.Tensor2D) {
    const y = tf.mul(x, this.weight)
    this.weight.dispose()
    //          ^ TSFX1025 runtime
    return y
  }
}

export class KeepsLastOutput {
  last: tf.Tensor2D | null = null

  forward(x: tf.Tensor2D) {
    const mixed = this.last ? tf.add(x, this.last) : x
    this.last = tf.relu(mixed)
    //             ^ TSFX1028 runtime
    return this.last
  }
}

export class KeepsOutputs {
  seen: tf.Tensor2D[] = []

  forward(x: tf.Tensor2D) {
    this.seen.push(tf.relu(x))
    //                ^ TSFX1028 runtime
    return tf.add(x, this.seen[0])
  }
}

export class CountsCalls {
  calls = 0

  forward(x: tf.Tensor2D) {
    this.calls += 1
    return tf.mul(x, this.calls)
    //        ^ TSFX1032 runtime
  }
}

/** It is kept for the caller to look at; after a trace it would have no values. */
export class KeepsForLook {
  attention: tf.Tensor | null = null

  forward(x: tf.Tensor2D) {
    this.attention = tf.softmax(x)
    //                  ^ TSFX1028 runtime
    return tf.mul(x, this.attention)
  }
}

let lastInput: tf.Tensor2D | null = null

export function keepsInModule(x: tf.Tensor2D) {
  const y = lastInput ? tf.add(x, lastInput) : tf.relu(x)
  //                       ^ TSFX1022 runtime
  lastInput = x
  return y
}

export function bufferSet(x: tf.Tensor2D) {
  const values = x.bufferSync()
  //               ^ TSFX1104 static
  values.set(0, 0, 0)
  return values.toTensor()
}

export class Gradient {
  forward(x: tf.Tensor2D) {
    return tf.grad((t: tf.Tensor2D) => tf.sum(tf.mul(t, t)))(x)
    //        ^ TSFX1026 runtime
  }
}

export class Optimizes {
  optimizer = tf.train.sgd(0.1)
  weight = tf.variable(tf.ones([1, 4]))

  forward(x: tf.Tensor2D) {
    this.optimizer.minimize(() => tf.sum(tf.mul(x, this.weight)))
    //             ^ TSFX1026 runtime
    return tf.mul(x, this.weight)
  }
}

export class VariableGradients {
  weight = tf.variable(tf.ones([1, 4]))

  forward(x: tf.Tensor2D) {
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(x, this.weight)))
    //                   ^ TSFX1026 runtime
    return grads ? tf.mul(x, this.weight) : x
  }
}
