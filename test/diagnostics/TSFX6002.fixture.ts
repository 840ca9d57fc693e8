/** @file Makes TSFX6002 happen through the public API. */
import { scalarOps } from '@tsfx/runtime'

export const trigger = (): unknown => {
  const q = scalarOps('float32')
  const x = q.quantize({ data: new Float32Array(64), shape: [1, 64] }, { scale: 1, zeroPoint: 0 })
  return q.reshape(x, [-1, 63])
}
