/** @file Branches on what is known while forward is captured: shapes, dtypes, options. */
import * as tf from '@tensorflow/tfjs-core'

export function rank(x: tf.Tensor) {
  return x.rank === 2 ? tf.relu(x) : tf.reshape(x, [x.shape[0] as number, -1])
}

export function channels(x: tf.Tensor2D) {
  const [rows, columns] = x.shape
  if (columns > 3 && rows !== null) return tf.reshape(x, [rows, columns / 2, 2])
  return x
}

export function sizeOfBatch(x: tf.Tensor2D) {
  const batch = x.shape[0]
  return tf.reshape(tf.relu(x), [batch * 4])
}

export function dtype(x: tf.Tensor2D) {
  return x.dtype === 'float32' ? tf.relu(x) : x
}

export function shapeText(x: tf.Tensor2D) {
  if (x.shape.length !== 2)
    throw new Error(`expected a matrix, not [${x.shape}] of ${x.dtype}, rank ${x.rank}`)
  return tf.relu(x)
}

/** Options decide in forward, and may end it early. */
export class EarlyReturn {
  readonly options = { activation: 'relu' as 'relu' | 'sigmoid' | 'none', residual: true, depth: 2 }

  forward(x: tf.Tensor2D) {
    const { activation, residual, depth } = this.options
    if (activation === 'none') return x
    let y: tf.Tensor = x
    for (let i = 0; i < depth; i++) y = activation === 'relu' ? tf.relu(y) : tf.sigmoid(y)
    if (!residual) return y
    return tf.add(x, y)
  }
}

export class SwitchOnOption {
  mode: 'sum' | 'mean' = 'mean'

  forward(x: tf.Tensor2D, y: tf.Tensor2D) {
    switch (this.mode) {
      case 'sum':
        return tf.add(x, y)
      case 'mean':
        return tf.mul(tf.add(x, y), 0.5)
    }
  }
}

export class TrainingFlag {
  training = false

  forward(x: tf.Tensor2D) {
    if (this.training) return tf.add(x, tf.randomNormal([1, 4]))
    return tf.relu(x)
  }
}

export function defaults(x: tf.Tensor2D, alpha = 0.5, { isScaled = true } = {}) {
  return isScaled ? tf.mul(x, alpha) : x
}

export function labelledLoops(x: tf.Tensor2D) {
  let y: tf.Tensor = x
  outer: for (let i = 0; ; i++) {
    for (let j = 0; j < 2; j++) {
      if (i + j > 2) break outer
      if (j > i) continue outer
      y = tf.relu(tf.add(y, j))
    }
  }
  return y
}

export function whileLoop(x: tf.Tensor2D) {
  let width = x.shape[1]
  let y: tf.Tensor = x
  while (width > 1) {
    y = tf.relu(tf.mul(y, 0.5))
    width = Math.floor(width / 2)
  }
  do y = tf.sigmoid(y)
  while (width > 1)
  return y
}

export function tryFinally(x: tf.Tensor2D) {
  try {
    if (x.shape[1] !== 4) throw new RangeError('four columns')
    return tf.relu(x)
  } catch {
    return x
  } finally {
    x.shape.at(0)
  }
}

export function recursion(x: tf.Tensor2D) {
  const refine = (t: tf.Tensor, depth: number): tf.Tensor =>
    depth === 0 ? t : refine(tf.relu(tf.add(t, depth)), depth - 1)
  return refine(x, 3)
}
