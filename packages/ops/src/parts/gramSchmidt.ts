/** @file `linalg.gramSchmidt` of a list of vectors: that of a matrix with these rows. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'

export const gramSchmidt: Composition = {
  from: ['tf.linalg.gramSchmidt'],
  into: ['stack', 'gramSchmidt', 'unstack'],
  run: (tf, [xs]) => tf.unstack(tf.linalg.gramSchmidt(tf.stack(xs as Tensor1D[]) as Tensor2D) as Tensor2D),
}
