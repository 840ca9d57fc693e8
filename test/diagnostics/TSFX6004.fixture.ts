/** @file Makes TSFX6004 happen through the public API. */
import { scalarOps } from '@tsfx/runtime'

export const trigger = (): unknown =>
  scalarOps('float32').quantize({ data: new Float32Array(1), shape: [1] }, { scale: 0.1, zeroPoint: 128 })
