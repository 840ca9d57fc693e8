/**
 * @file Parameters that mathematics fixes, for any stored range. An op's role states them for the full range of each
 * storage type; a narrower range divides the same reals into fewer steps.
 */
import type { FixedQParams } from '@tsfx/ops'
import { type QuantSpec, STORAGE_RANGE } from '../quantSpec.ts'

/** The parameters of `full`, fixed for every step of the storage type, on the steps `qmin..qmax` alone. */
export function fixedQParams(
  full: Readonly<Record<QuantSpec['dtype'], FixedQParams>>,
  { dtype, qmin, qmax }: Pick<QuantSpec, 'dtype' | 'qmin' | 'qmax'>,
): FixedQParams {
  const { scale, zeroPoint } = full[dtype]
  const [low, high] = STORAGE_RANGE[dtype]
  const share = (qmax - qmin + 1) / (high - low + 1)
  return {
    scale: Math.fround(scale / share),
    zeroPoint: qmin + Math.min(Math.floor((zeroPoint - low) * share), qmax - qmin),
  }
}
