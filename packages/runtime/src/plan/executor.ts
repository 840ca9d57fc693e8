/**
 * @file The seam below the plan: an executor turns a step and its operands into a value. The scalar one runs
 * the kernels of this package; a faster one takes its place without a change above.
 */

import type { Call, Kernel, Run } from '../kernels/kernel.ts'
import { kernels } from '../kernels/kernels.ts'
import { isQuantized, type Value, type ValueType } from '../quantizedTensor.ts'
import type { RoundingMode } from '../rounding.ts'
import type { Plan } from './planStep.ts'

export interface Executor {
  /** Called once per plan, before its first step: does all that does not depend on data. */
  prepare(plan: Plan): void
  /** Runs `call` to a value of type `output`, whose batch, as that of `inputs`, may differ from the call's. */
  execute(call: Call, inputs: readonly Value[], output: ValueType): Value
}

const kernelOf = (call: Call): Kernel => kernels[call.op] as Kernel

/** Type of the result of `call`. @throws TSFX6001 to TSFX6005 on operands the op cannot take */
export const outputTypeOf = (call: Call): ValueType => kernelOf(call).outputType(call)

export const typeOfValue = (value: Value): ValueType =>
  isQuantized(value)
    ? { dtype: value.dtype, shape: value.shape, scale: value.scale, zeroPoint: value.zeroPoint }
    : { dtype: 'float32', shape: value.shape }

/** Runs each step on its scalar kernel, prepared once per step. */
export class ScalarExecutor implements Executor {
  readonly #rounding: RoundingMode
  readonly #prepared = new WeakMap<Call, Run>()

  constructor(rounding: RoundingMode) {
    this.#rounding = rounding
  }

  prepare(plan: Plan): void {
    for (const step of plan.steps) this.#runOf(step)
  }

  execute(call: Call, inputs: readonly Value[], output: ValueType): Value {
    return this.#runOf(call)(inputs, output)
  }

  #runOf(call: Call): Run {
    const prepared = this.#prepared.get(call)
    if (prepared) return prepared
    const run = kernelOf(call).prepare(call, this.#rounding)
    this.#prepared.set(call, run)
    return run
  }
}
