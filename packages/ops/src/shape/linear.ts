/** @file Shape of linear, float and integer. */
import type { Dim, TensorType } from '@tsfx/ir'
import { expectRank } from '../expectType.ts'
import { expectBias } from './conv2d.ts'
import { matMulShape } from './matMul.ts'

/**
 * `[..., in]` by weight `[in, out]` and bias `[out]` -> `[..., out]`.
 * @throws TSFX0511 when the shapes do not fit.
 */
export function linearShape(op: string, x: TensorType, weight: TensorType, bias: TensorType | null): Dim[] {
  expectRank(op, 'weight', weight, '[in, out]')
  expectBias(op, bias, weight.shape[1]!)
  return matMulShape(op, x, weight, false, false)
}
