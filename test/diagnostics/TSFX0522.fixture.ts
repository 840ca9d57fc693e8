import type * as tf from '@tensorflow/tfjs-core'
import { wrap } from '@tsfx/ops'
import { trace } from '@tsfx/tracer'

const slow = wrap(async (x: tf.Tensor) => x, { name: 'fixture.slow' }) as unknown as (
  x: tf.Tensor,
) => tf.Tensor

export const trigger = (): unknown => trace((x: tf.Tensor) => slow(x), { x: [2] })
