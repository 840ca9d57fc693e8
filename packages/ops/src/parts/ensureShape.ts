/** @file `ensureShape`: a check of sizes that the trace knows, and then its input itself. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import { badInputs } from '../diagnostics.generated.ts'

export const ensureShape: Composition = {
  from: ['tf.ensureShape'],
  into: [],
  run(_, [x, shape]) {
    const { shape: sizes } = x as Tensor
    const expected = shape as readonly (number | null)[]
    if (expected.length === sizes.length && expected.every((size, i) => size === null || size === sizes[i]))
      return x
    throw badInputs({
      op: 'tf.ensureShape',
      problem: `x is [${sizes}], not [${expected.map((size) => size ?? '?')}]`,
    })
  },
}
