/** @file `dot` and `outerProduct` as matrix products. Source: tfjs `dot.ts` and `outer_product.ts`. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import { badInputs } from '../diagnostics.generated.ts'
import type { Tfjs } from '../tfjsBinding.ts'

const asTensor = (tf: Tfjs, value: unknown): Tensor =>
  value instanceof tf.Tensor ? value : tf.tensor(value as number[])

const dot: Composition = {
  from: ['tf.dot', 'Tensor.dot'],
  into: ['reshape', 'matMul'],
  run(tf, call) {
    const [a, b] = [asTensor(tf, call[0]), asTensor(tf, call[1])]
    const [left, right] = [a.shape.length, b.shape.length]
    if (![left, right].every((rank) => rank === 1 || rank === 2))
      throw badInputs({ op: 'tf.dot', problem: `operands have rank 1 or 2, not ${left} and ${right}` })
    const row = left === 1 ? tf.reshape(a, [1, -1]) : a
    const product = tf.matMul(row, right === 1 ? tf.reshape(b, [-1, 1]) : b)
    if (left === 2 && right === 2) return product
    return tf.reshape(product, left === right ? [] : [product.size])
  },
}

const outerProduct: Composition = {
  from: ['tf.outerProduct'],
  into: ['reshape', 'matMul'],
  run(tf, call) {
    const [a, b] = [asTensor(tf, call[0]), asTensor(tf, call[1])]
    if (a.shape.length !== 1 || b.shape.length !== 1)
      throw badInputs({ op: 'tf.outerProduct', problem: 'operands have rank 1' })
    return tf.matMul(tf.reshape(a, [-1, 1]), tf.reshape(b, [1, -1]))
  },
}

export const products: readonly Composition[] = [dot, outerProduct]
