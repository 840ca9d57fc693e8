/**
 * @file What a plan is: the ops that one `forward` makes, in order, each with its operands as value ids.
 */
import type { Call } from '../kernels/kernel.ts'
import type { OpName } from '../quantizedOps.ts'
import type { QuantizedTensor, ValueType } from '../quantizedTensor.ts'
import type { RoundingMode } from '../rounding.ts'

/** One op of a plan. Types are those of the recording, where the batch is 1 and other dims of any size are as first passed. */
export interface PlanStep<Op extends OpName = OpName> extends Call<Op> {
  /** Ids of the operands; see `Plan.inputs`. */
  readonly inputs: readonly number[]
  readonly output: ValueType
  /** Id of the result. */
  readonly id: number
}

export interface Plan {
  readonly rounding: RoundingMode
  /**
   * Shape of each input of `forward`, in the order of its parameters. The inputs are values 0 .. n-1, the
   * constants those after them; every result, and every float tensor that comes out of a float island, takes the
   * next id.
   */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[]
  /** Tensors of the weight file that ops take as data. */
  readonly constants: readonly QuantizedTensor[]
  readonly steps: readonly PlanStep[]
}
