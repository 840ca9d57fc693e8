/**
 * @file The tensors that a run has made and still holds. A tensor is disposed when the last value that holds it dies; two
 * nodes may hold one tensor, since some ops return their input.
 *
 * A run owns what was made in it. Inputs, known values, variables and whatever else an override may return from elsewhere
 * are older than the run, which the ids that tfjs counts up show; what was made in it to stay is kept or a variable.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { eachTensor } from './eachTensor.ts'
import type { Tfjs } from './tfjsBinding.ts'
import type { Value } from './value.ts'

export class LiveTensors {
  readonly #tf: Tfjs
  readonly #firstId: number
  readonly #holders = new Map<Tensor, number>()

  /** Tensors made from here on are the run's. */
  constructor(tf: Tfjs) {
    const first = tf.scalar(0)
    this.#tf = tf
    this.#firstId = first.id
    first.dispose()
  }

  hold(value: Value): void {
    this.#eachOwn(value, (tensor) => this.#holders.set(tensor, (this.#holders.get(tensor) ?? 0) + 1))
  }

  release(value: Value): void {
    this.#eachOwn(value, (tensor) => {
      const holders = (this.#holders.get(tensor) ?? 0) - 1
      if (holders > 0) this.#holders.set(tensor, holders)
      else {
        this.#holders.delete(tensor)
        tensor.dispose()
      }
    })
  }

  #eachOwn(value: Value, visit: (tensor: Tensor) => void): void {
    eachTensor(value, (tensor) => {
      const stays = tensor.kept || tensor instanceof this.#tf.Variable
      if (tensor.id >= this.#firstId && !stays) visit(tensor)
    })
  }
}
