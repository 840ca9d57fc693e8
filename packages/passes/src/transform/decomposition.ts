/** @file The functions that `decompose` takes, typed so that one without annotations is complete. */
import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * The names that inputs mostly have; each stands for the same in every op of tsfx that has it, and is no attribute of another. What
 * else an op takes, a function says in its annotation.
 */
export interface OpInputs {
  readonly x: Tensor
  readonly a: Tensor
  readonly b: Tensor
  readonly filter: Tensor
  readonly weight: Tensor
  readonly mean: Tensor
  readonly variance: Tensor
  readonly bias: Tensor | null
  readonly offset: Tensor | null
  readonly scale: Tensor | null
  readonly xs: readonly Tensor[]
  readonly condition: Tensor
  readonly images: Tensor
  readonly indices: Tensor
}

/** What a decomposition gets when it does not say: the op's inputs as tensors, and its attributes. */
export type DecompositionArgs = OpInputs & Readonly<Record<string, unknown>>

/** A plain function of an op's inputs and attributes by name; it takes what the op takes. */
export type Decomposition = (args: never) => unknown

/** Functions by the ops they compute. */
export type DecompositionTable = Readonly<Record<string, Decomposition>>

/** A table as it is written: functions with annotations take what they say, others `DecompositionArgs`. */
export type WrittenDecompositions<Args> = {
  readonly [Op in keyof Args]: (args: unknown extends Args[Op] ? DecompositionArgs : Args[Op]) => unknown
}
