/** @file Makes TSFX6001 happen through the public API. */
import { scalarOps } from '@tsfx/runtime'

export const trigger = (): unknown => {
  const q = scalarOps('float32')
  const x = q.quantize({ data: new Float32Array(2), shape: [1, 2] }, { scale: 1, zeroPoint: 0 })
  const weight = {
    data: Int8Array.of(127, 127),
    shape: [2, 1],
    dtype: 'int8',
    scale: Float32Array.of(1),
    zeroPoint: Int32Array.of(0),
    axes: [],
  } as const
  return q.linear(x, { weight, bias: Int32Array.of(2 ** 31 - 1) }, { output: { scale: 1, zeroPoint: 0 } })
}
