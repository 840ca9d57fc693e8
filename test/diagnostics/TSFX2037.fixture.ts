import * as tf from '@tensorflow/tfjs-core'
import type { Arg } from '@tsfx/ir'
import { Transformer } from '@tsfx/passes'
import { trace } from '@tsfx/tracer'

class Forgetful extends Transformer {
  protected override callFunction(): Arg {
    return undefined as unknown as Arg
  }
}

/** An override without a return, as JavaScript lets it pass. */
export const trigger = (): unknown =>
  new Forgetful().transform(trace((x: tf.Tensor) => tf.relu(x), { x: [null, 3] }, { verify: false }))
