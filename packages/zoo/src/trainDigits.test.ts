import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { registerWasmGradients } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadDigits, pickDigits } from './digitsData.ts'
import { trainDigits } from './trainDigits.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('wasm')
  registerWasmGradients(tf)
})

describe('trainDigits', () => {
  it('learns, gives the same weights for the same seed, and leaves no tensors behind', () => {
    const few = pickDigits(
      loadDigits('train'),
      Array.from({ length: 128 }, (_, index) => index),
    )
    const run = () => {
      const losses: number[] = []
      const tensors = tf.memory().numTensors
      const net = trainDigits(few, {
        seed: 3,
        epochs: 4,
        batchSize: 32,
        learningRate: 0.004,
        onEpoch: ({ loss }) => losses.push(loss),
      })
      const state = net.stateDict()
      net.dispose()
      expect(tf.memory().numTensors).toBe(tensors)
      return { losses, state }
    }
    const [first, second] = [run(), run()]
    expect(first.losses.at(-1)!).toBeLessThan(first.losses[0]! * 0.8)
    expect(second).toEqual(first)
  })
})
