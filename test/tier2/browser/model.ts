/** @file The models that a page and Node trace: `tf` as its own package, and the union package with chained methods. */
import * as tf from '@tensorflow/tfjs-core'

/** Numbers of -1..1 that are the same everywhere. */
function values(shape: readonly number[], seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length: shape.reduce((size, dim) => size * dim, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2 ** 31
  })
}
const weight = (shape: number[], seed: number): tf.Tensor => tf.tensor(values(shape, seed), shape)

class ConvNorm {
  filter: tf.Tensor4D
  mean = weight([8], 2) as tf.Tensor1D
  variance = tf.ones([8]) as tf.Tensor1D

  constructor(inputs: number) {
    this.filter = weight([3, 3, inputs, 8], inputs) as tf.Tensor4D
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    const features = tf.conv2d(x, this.filter, 1, 'same')
    return tf.relu(tf.batchNorm(features, this.mean, this.variance))
  }
}

/** Two blocks with a residual, a split, and a head. */
export class Net {
  blocks = [new ConvNorm(3), new ConvNorm(8)]
  head = weight([8, 10], 5) as tf.Tensor2D

  forward(x: tf.Tensor4D): { logits: tf.Tensor; halves: tf.Tensor[] } {
    const [first, second] = this.blocks
    const stem = first!.forward(x)
    const sum = tf.add(stem, second!.forward(stem)) as tf.Tensor4D
    const pooled = tf.mean(sum, [1, 2]) as tf.Tensor2D
    const [left, right] = tf.split(pooled, 2, 1)
    return { logits: tf.matMul(pooled, this.head), halves: [left!, tf.sigmoid(right!)] }
  }
}
