import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { ModuleDict } from './containers/moduleDict.ts'
import { ModuleList } from './containers/moduleList.ts'
import { Sequential } from './containers/sequential.ts'
import { BatchNorm2d } from './layers/batchNorm2d.ts'
import { Conv2d } from './layers/conv2d.ts'
import { Dropout } from './layers/dropout.ts'
import { Linear } from './layers/linear.ts'
import { ReLU } from './layers/relu.ts'
import { Module } from './module.ts'
import { manualSeed } from './randomGenerator.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

class Block extends Module {
  conv = new Conv2d({ inChannels: 2, outChannels: 2, kernelSize: 3, bias: false })
  norm = new BatchNorm2d({ channels: 2 })
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    return this.norm.forward(this.conv.forward(x))
  }
}

class Net extends Module {
  features = new Sequential(new Block(), new ReLU())
  blocks = new ModuleList([new Block()])
  heads = new ModuleDict({ digit: new Linear({ inFeatures: 2, outFeatures: 3 }) })
  plain = [{ scale: tf.variable(tf.scalar(2)) }]
  again = this.heads.get('digit')
  note = 'not a module'
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    return x
  }
}

describe('Module', () => {
  it('finds modules in fields, containers and plain values, each once', () => {
    expect([...new Net().namedModules().keys()]).toEqual([
      '',
      'features',
      'features.0',
      'features.0.conv',
      'features.0.norm',
      'features.1',
      'blocks',
      'blocks.0',
      'blocks.0.conv',
      'blocks.0.norm',
      'heads',
      'heads.digit',
    ])
    expect([...new Net().children().keys()]).toEqual(['features', 'blocks', 'heads', 'again'])
  })

  it('tells parameters from buffers', () => {
    const net = new Net()
    expect([...net.namedParameters().keys()]).toEqual([
      'plain.0.scale',
      'features.0.conv.weight',
      'features.0.norm.gamma',
      'features.0.norm.beta',
      'blocks.0.conv.weight',
      'blocks.0.norm.gamma',
      'blocks.0.norm.beta',
      'heads.digit.weight',
      'heads.digit.bias',
    ])
    expect([...net.namedBuffers().keys()]).toEqual([
      'features.0.norm.mean',
      'features.0.norm.variance',
      'blocks.0.norm.mean',
      'blocks.0.norm.variance',
    ])
  })

  it('switches all modules between training and evaluation', () => {
    const net = new Net()
    expect(net.training).toBe(true)
    expect(net.eval()).toBe(net)
    expect([...net.namedModules().values()].some((module) => module.training)).toBe(false)
    expect([...net.train().namedModules().values()].every((module) => module.training)).toBe(true)
  })

  it('follows a module that contains itself once', () => {
    class Loop extends Module {
      inner = new Dropout(0.5)
      self: Module = this
      override forward(): void {}
    }
    expect([...new Loop().namedModules().keys()]).toEqual(['', 'inner'])
  })

  it('starts with the same weights for the same seed', () => {
    const weights = (seed: number): number[] => {
      manualSeed(seed)
      return [...new Linear({ inFeatures: 4, outFeatures: 4 }).weight.dataSync()]
    }
    expect(weights(7)).toEqual(weights(7))
    expect(weights(7)).not.toEqual(weights(8))
  })

  it('frees all its variables', () => {
    const before = tf.memory().numTensors
    const net = new Net()
    expect(tf.memory().numTensors).toBeGreaterThan(before)
    net.plain.length = 1
    net.dispose()
    expect(tf.memory().numTensors).toBe(before + 1) // the scalar that the test made
  })

  it('refuses names that make two paths look alike', () => {
    const dict = new ModuleDict({ 'a.b': new ReLU() })
    expect(() => dict.namedModules()).toThrow('TSFX0804')
    expect(() => dict.forward()).toThrow('TSFX0805')
  })
})

describe('state dict', () => {
  it('copies the state and restores it', () => {
    const net = new Net()
    const state = net.stateDict()
    const twin = new Net()
    expect(twin.stateDict()).not.toEqual(state)
    const tensors = tf.memory().numTensors
    twin.loadStateDict(state)
    expect(twin.stateDict()).toEqual(state)
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it('is a copy that later training does not change', () => {
    const linear = new Linear({ inFeatures: 2, outFeatures: 2 })
    const state = linear.stateDict()
    const first = [...state.weight!.data]
    linear.weight.dataSync().fill(9)
    expect([...state.weight!.data]).toEqual(first)
  })

  it('refuses other keys unless told not to', () => {
    const linear = new Linear({ inFeatures: 2, outFeatures: 2 })
    const { weight, bias } = linear.stateDict()
    expect(() => linear.loadStateDict({ weight: weight! })).toThrow('missing: bias; unexpected: none')
    expect(() => linear.loadStateDict({ weight: weight!, bias: bias!, extra: bias! })).toThrow(
      'unexpected: extra',
    )
    expect(() => linear.loadStateDict({ extra: bias! }, { strict: false })).not.toThrow()
  })

  it('assigns nothing when one tensor does not fit', () => {
    const linear = new Linear({ inFeatures: 2, outFeatures: 2 })
    const before = linear.stateDict()
    const changed = { ...before.weight!, data: new Float32Array(4).fill(5) }
    const wrong = { dtype: 'float32' as const, shape: [3], data: new Float32Array(3) }
    expect(() => linear.loadStateDict({ weight: changed, bias: wrong })).toThrow('TSFX0802')
    expect(linear.stateDict()).toEqual(before)
  })
})
