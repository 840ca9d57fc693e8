import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { readSafetensors, writeSafetensors } from '@tsfx/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { Sequential } from './containers/sequential.ts'
import { BatchNorm2d } from './layers/batchNorm2d.ts'
import { Conv2d } from './layers/conv2d.ts'
import { loadSafetensors, saveSafetensors } from './safetensors.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const net = () =>
  new Sequential(
    new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 3 }),
    new BatchNorm2d({ channels: 2 }),
  )

describe('safetensors of a module', () => {
  it('holds every parameter and buffer under its path, and restores them', () => {
    const [from, to] = [net(), net()]
    from
      .namedBuffers()
      .get('1.mean')!
      .assign(tf.tensor1d([3, 4]))
    const bytes = saveSafetensors(from)
    expect([...readSafetensors(bytes).tensors.keys()].sort()).toEqual(
      [...from.namedVariables().keys()].sort(),
    )
    loadSafetensors(to, bytes)
    expect(to.stateDict()).toEqual(from.stateDict())
  })

  it('refuses dtypes that a variable cannot hold, and files of other models', () => {
    const weight = { dtype: 'F16', shape: [1], data: new Uint16Array(1) } as const
    expect(() => loadSafetensors(net(), writeSafetensors({ weight }))).toThrow('TSFX0806')
    const bias = { dtype: 'F32', shape: [1], data: new Float32Array(1) } as const
    expect(() => loadSafetensors(net(), writeSafetensors({ bias }))).toThrow('unexpected: bias')
  })
})
