/**
 * @file The type of a tensor by the rank of its shape, as TensorFlow.js has it: what `tensor2d` makes is a `Tensor2D`. Taken from
 * the module that makes the tensor, because this package does not depend on TensorFlow.js.
 */

/** The one function of TensorFlow.js that float weights need. */
export interface TensorMaker {
  tensor(
    data: Float32Array | Int32Array | Uint8Array,
    shape: number[],
    dtype: 'float32' | 'int32' | 'bool',
  ): unknown
}

type Made<T, K> = K extends keyof T ? (T[K] extends (...args: never[]) => infer R ? R : never) : never
type MakerOfRank<N extends number> = N extends 0 ? 'scalar' : `tensor${N}d`

/** The tensor that `T` makes of a shape `S`: of its rank, where `T` has a function for that rank. */
export type TensorOfShape<T extends TensorMaker, S extends readonly unknown[]> =
  MakerOfRank<S['length']> extends keyof T ? Made<T, MakerOfRank<S['length']>> : Made<T, 'tensor'>
