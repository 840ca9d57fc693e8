/** @file Makes TSFX6006 happen through the public API. */
import { type Activation, scalarOps } from '@tsfx/runtime'

export const trigger = (): unknown => {
  const q = scalarOps('float32')
  const output = { scale: 1, zeroPoint: 0 }
  const x = q.quantize({ data: new Float32Array(1), shape: [1] }, output)
  return q.add(x, x, { activation: 'relu7' as Activation, output })
}
