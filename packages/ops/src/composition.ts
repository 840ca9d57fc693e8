/**
 * @file Functions of tfjs that are captured as calls of other ops: compositions that a graph serves better in parts (a separable
 * convolution is quantized as its two convolutions), and those that take functions. A composition with a name worth keeping
 * (`logSoftmax`, `moments`) is an op instead, and a pass decomposes it on request.
 */
import type { Tfjs } from './tfjsBinding.ts'

export interface Composition {
  /** `tf.separableConv2d`, or `Tensor.separableConv2d` with `this` first among the arguments. */
  readonly from: readonly string[]
  /** For docs: the ops that a call becomes. */
  readonly into: readonly string[]
  /**
   * Computes the call with functions of `tf`, which record what they do; bit for bit as the function itself does.
   * @throws TSFX0511 for arguments that have no such form.
   */
  run(tf: Tfjs, call: readonly unknown[]): unknown
}
