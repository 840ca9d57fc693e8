/** @file Makes TSFX6003 happen through the public API. */
import { type QuantizedTensor, scalarOps } from '@tsfx/runtime'

export const trigger = (): unknown => {
  const x: unknown = { data: new Float32Array(1), shape: [1] }
  return scalarOps('float32').relu(x as QuantizedTensor, { output: { scale: 1, zeroPoint: 0 } })
}
