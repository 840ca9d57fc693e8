/**
 * @file Tensors that forward makes while it is traced and may hold where tsfx cannot look: a Map of masks in a closure. All of a
 * trace's runs share them, so that a later run can meet what an earlier one made. forward that does is taken to hold whatever it made.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DimBindings, isDiagnosticError } from '@tsfx/ir'
import { isTensor, type Tfjs } from '@tsfx/ops'
import { isVariable } from './paramOfTensor.ts'
import { mentions } from './tensorTree.ts'

export class ForwardCaches {
  readonly #tf: Tfjs
  readonly #made = new Set<Tensor>()
  #sizes: DimBindings | null = null
  #areUsed = false

  constructor(tf: Tfjs) {
    this.#tf = tf
  }

  /** A run begins. */
  startRun(sizes: DimBindings): void {
    this.#sizes ??= sizes
  }

  /** What a function of tfjs answered, computed for real; a variable nobody disposes but its owner. */
  made<T>(result: T): T {
    mentions(result, (item) => {
      if (isTensor(item) && !isVariable(this.#tf, item)) this.#made.add(item)
      return false
    })
    return result
  }

  /** The arguments of a call, in a run whose own tensors `isEarlier` leaves out. */
  used(args: unknown, isEarlier: (tensor: Tensor) => boolean): void {
    if (this.#areUsed || this.#made.size === 0) return
    this.#areUsed = mentions(args, (item) => isTensor(item) && this.#made.has(item) && isEarlier(item))
  }

  /** Runs `run`; what forward makes in it is disposed only then, and only when forward does not hold it. `record` is one more run. */
  during<T>(run: () => T, record: (sizes: DimBindings) => unknown): T {
    const engine = this.#tf.engine()
    engine.startScope('trace')
    try {
      return run()
    } finally {
      if (this.#made.size > 0 && this.#sizes && !this.#areUsed) withoutRefusal(record, this.#sizes)
      if (this.#areUsed) for (const tensor of this.#made) if (!tensor.isDisposed) this.#tf.keep(tensor)
      this.#made.clear()
      engine.endScope()
    }
  }

  /** Lets forward fill its caches at `sizes` before it runs on real inputs there, whose results are all disposed. */
  fill(sizes: DimBindings, record: (sizes: DimBindings) => unknown): void {
    if (this.#areUsed) this.during(() => withoutRefusal(record, sizes), record)
  }
}

/** A refusal of this run was thrown by one before it, or is thrown again where it is reported; anything else is an error of tsfx. */
function withoutRefusal(record: (sizes: DimBindings) => unknown, sizes: DimBindings): void {
  try {
    record(sizes)
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
  }
}
