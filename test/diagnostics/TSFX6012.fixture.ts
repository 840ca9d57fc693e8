/** @file Makes TSFX6012 happen through the public API. */
import { WeightFile, writeSafetensors } from '@tsfx/runtime'

export const trigger = (): unknown =>
  new WeightFile(writeSafetensors({ gamma: { dtype: 'F32', shape: [2], data: new Float32Array(2) } })).f32(
    'gamma',
    [3],
  )
