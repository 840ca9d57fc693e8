/** @file Makes TSFX6005 happen through the public API. */
import { scalarOps } from '@tsfx/runtime'

export const trigger = (): unknown => {
  const q = scalarOps('float32')
  const x = q.quantize({ data: new Float32Array(3), shape: [1, 3] }, { scale: 1, zeroPoint: 0 })
  const weight = {
    data: new Int8Array(2),
    shape: [2, 1],
    dtype: 'int8',
    scale: Float32Array.of(1),
    zeroPoint: Int32Array.of(0),
    axes: [],
  } as const
  return q.linear(x, { weight }, { output: { scale: 1, zeroPoint: 0 } })
}
