/** @file `meshgrid`: products with ones, as tfjs repeats rows and columns. */
import type { Tensor, TensorLike } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import { badInputs } from '../diagnostics.generated.ts'
import type { Tfjs } from '../tfjsBinding.ts'
import { isTensor } from '../value.ts'

const asTensor = (tf: Tfjs, value: unknown): Tensor =>
  isTensor(value) ? value : tf.tensor(value as TensorLike, undefined, 'float32')

export const meshgrid: Composition = {
  from: ['tf.meshgrid'],
  into: ['reshape', 'matMul'],
  run(tf, [x, y, options]) {
    const { indexing = 'xy' } = (options ?? {}) as { readonly indexing?: string }
    if (indexing !== 'xy' && indexing !== 'ij')
      throw badInputs({ op: 'tf.meshgrid', problem: `indexing must be 'xy' or 'ij', not ${indexing}` })
    if (y === undefined) return [asTensor(tf, x)]
    const [a, b] = [asTensor(tf, x), asTensor(tf, y)]
    const rowOf = (tensor: Tensor) => tf.reshape(tensor, [1, -1])
    const columnOf = (tensor: Tensor) => tf.reshape(tensor, [-1, 1])
    if (indexing === 'ij')
      return [
        tf.matMul(columnOf(a), tf.ones([1, b.size], a.dtype)),
        tf.matMul(tf.ones([a.size, 1], b.dtype), rowOf(b)),
      ]
    return [
      tf.matMul(tf.ones([b.size, 1], a.dtype), rowOf(a)),
      tf.matMul(columnOf(b), tf.ones([1, a.size], b.dtype)),
    ]
  },
}
