import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { wrongLayerOption } from '../diagnostics.generated.ts'
import { Module } from '../module.ts'
import { randomGenerator } from '../randomGenerator.ts'

/** While training sets a fraction `rate` of the values to zero and scales the others by 1 / (1 - rate). */
export class Dropout extends Module {
  readonly rate: number

  /** @throws TSFX0803 */
  constructor(rate = 0.5) {
    super()
    if (!(rate >= 0 && rate < 1)) {
      throw wrongLayerOption({
        layer: 'Dropout',
        option: 'rate',
        requirement: 'at least 0 and below 1',
        value: rate,
      })
    }
    this.rate = rate
  }

  override forward<T extends tf.Tensor>(x: T): T {
    if (!this.training) return x
    return boundTfjs().dropout(x, this.rate, undefined, randomGenerator().integer(2 ** 31)) as T
  }
}
