/**
 * @file Where a result is stored: an `OutputSpec` with its defaults, and the clamp of a fused activation.
 */
import { invalidQuantization } from './diagnostics.generated.ts'
import type { Activation, OutputSpec } from './quantizedOps.ts'
import { type QuantizedDType, type QuantizedType, storageRange } from './quantizedTensor.ts'
import { type RoundingMode, roundReal } from './rounding.ts'

/** An output's quantization, with the storage values it may take. */
export interface OutputRange {
  readonly dtype: QuantizedDType
  readonly scale: number
  readonly zeroPoint: number
  readonly low: number
  readonly high: number
}

/**
 * Type of a result of `shape` stored as `output`.
 * @throws TSFX6004 on a scale, zero point or range that no 8-bit tensor can have
 */
export function outputType(shape: readonly number[], output: OutputSpec): QuantizedType {
  const dtype = output.dtype ?? 'int8'
  const scale = Math.fround(output.scale)
  const [low, high] = storageRange(dtype)
  const { zeroPoint, qmin = low, qmax = high } = output
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw invalidQuantization({ problem: `scale ${output.scale} is not a positive float32` })
  }
  if (!Number.isInteger(qmin) || !Number.isInteger(qmax) || qmin < low || qmax > high || qmin >= qmax) {
    throw invalidQuantization({
      problem: `${qmin}..${qmax} is not a range inside ${low}..${high} (${dtype})`,
    })
  }
  if (!Number.isInteger(zeroPoint) || zeroPoint < qmin || zeroPoint > qmax) {
    throw invalidQuantization({
      problem: `zero point ${zeroPoint} is not an integer in ${qmin}..${qmax} (${dtype})`,
    })
  }
  return { dtype, shape, scale, zeroPoint }
}

/** The storage range of `output` with a fused activation; relu6 ends where `quantize` would put 6. */
export function outputRange(
  output: OutputSpec,
  type: QuantizedType,
  rounding: RoundingMode,
  activation?: Activation,
): OutputRange {
  const { dtype, scale, zeroPoint } = type
  const [lowest, highest] = storageRange(dtype)
  let { qmin: low = lowest, qmax: high = highest } = output
  if (activation) low = Math.max(low, zeroPoint)
  if (activation === 'relu6') {
    high = Math.max(low, Math.min(high, zeroPoint + roundReal(Math.fround(6 / scale), rounding)))
  }
  return { dtype, scale, zeroPoint, low, high }
}

export const clampTo = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value))
