import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Linear } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'

export const trigger = (): unknown => {
  bindTfjs(tf)
  const narrow = new Linear({ inFeatures: 2, outFeatures: 2 })
  return new Linear({ inFeatures: 2, outFeatures: 3 }).loadStateDict(narrow.stateDict())
}
