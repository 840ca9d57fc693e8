import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Linear, loadSafetensors } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'
import { writeSafetensors } from '@tsfx/runtime'

export const trigger = (): unknown => {
  bindTfjs(tf)
  const weight = { dtype: 'I8', shape: [2, 2], data: new Int8Array(4) } as const
  return loadSafetensors(
    new Linear({ inFeatures: 2, outFeatures: 2, bias: false }),
    writeSafetensors({ weight }),
  )
}
