/** @file A call captured in parts computes what the call itself does, bit for bit, on every backend that has its kernels. */
import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compositionOf, compositions } from './compositions.ts'
import { eachTensor } from './eachTensor.ts'
import { compositionSamples, eagerComposition } from './samples/compositionSamples.ts'
import { sampleTensor } from './samples/sampleTensors.ts'
import type { Value } from './value.ts'

function bits(value: unknown): unknown[] {
  const found: unknown[] = []
  eachTensor(value as Value, (tensor) => found.push([tensor.shape, tensor.dtype, tensor.dataSync()]))
  return found
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
  })
  afterAll(async () => {
    await tf.setBackend('cpu')
  })

  it.each(compositionSamples)('$from of $inputs', ({ from, inputs, args }) => {
    if (backend === 'wasm' && from === 'tf.signal.stft') return
    const tensors = Object.values(inputs).map((input, i) => sampleTensor(tf, input, i))
    const call = args(tensors, tf)
    expect(bits(compositionOf(from)!.run(tf, call))).toEqual(bits(eagerComposition(tf, from, call)))
  })
})

it('has a sample of every composition', () => {
  const sampled = new Set(compositionSamples.map(({ from }) => from))
  expect(compositions.flatMap(({ from }) => from).filter((from) => !sampled.has(from))).toEqual([])
})
