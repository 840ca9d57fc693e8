/** @file The multiply-accumulates of an op that adds up products for each element of its result. */
import { type Dim, productOfDims, type TensorType } from '@tsfx/ir'

/** Elements of `result` times the products added up for each: the sizes in `taps`, e.g. filter height, width, in channels. */
export const macsOf = (result: TensorType, taps: readonly Dim[]): Dim =>
  productOfDims([...result.shape, ...taps])
