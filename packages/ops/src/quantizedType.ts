/** @file The type of an integer op's result, from its `output` attribute. */
import { type Dim, type TensorType, tensorType } from '@tsfx/ir'
import type { OutputAttr } from './attr.ts'

/** An 8-bit tensor with per-tensor quantization parameters. */
export const quantizedType = (shape: readonly Dim[], output: OutputAttr): TensorType =>
  tensorType(output.dtype, shape, {
    scale: [output.scale],
    zeroPoint: [output.zeroPoint],
    axes: [],
    qmin: output.qmin,
    qmax: output.qmax,
  })

/** The full range of a storage type. */
export const storageRange = (dtype: 'int8' | 'uint8'): readonly [number, number] =>
  dtype === 'int8' ? [-128, 127] : [0, 255]

/** `output` as it is printed: dtype and range only where they are not int8's own. */
export function printOutput({
  scale,
  zeroPoint,
  dtype,
  qmin,
  qmax,
}: OutputAttr): Record<string, string | number> {
  const [low, high] = storageRange(dtype)
  return {
    scale,
    zeroPoint,
    ...(dtype !== 'int8' && { dtype }),
    ...((qmin !== low || qmax !== high) && { qmin, qmax }),
  }
}
