import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { moduleTree } from './moduleTree.ts'

class Layer {
  readonly weight = tf.ones([1])
  forward(): void {}
}

describe('moduleTree', () => {
  it('finds modules and tensors in fields, lists and Maps, each under its first path', () => {
    const shared = new Layer()
    const model = {
      first: shared,
      list: [shared, 1, null, [new Layer()]],
      map: new Map([['last', new Layer()]]),
      tf,
    }
    const { modules, tensors } = moduleTree(model)
    expect([...modules.values()]).toEqual(['first', 'list.3.0', 'map.last'])
    expect([...tensors.values()]).toEqual(['first.weight', 'list.3.0.weight', 'map.last.weight'])
  })

  it('follows a cycle once', () => {
    const parent: { child?: unknown; weight: tf.Tensor } = { weight: tf.ones([1]) }
    parent.child = { parent }
    expect([...moduleTree(parent).tensors.values()]).toEqual(['weight'])
  })

  it('keeps paths apart that look alike', () => {
    const model = { 'a.b': tf.ones([1]), a: { b: tf.ones([1]) } }
    expect([...moduleTree(model).tensors.values()]).toEqual(['a.b', 'a.b_1'])
  })

  it('asks no getter, also not one of an object literal', () => {
    const model = {
      weight: tf.ones([1]),
      get scale(): tf.Tensor {
        throw new Error('asked')
      },
    }
    expect([...moduleTree(model).tensors.values()]).toEqual(['weight'])
  })

  it('has nothing to say about a function', () => {
    expect(moduleTree(() => 1).objects.size).toBe(0)
  })
})
