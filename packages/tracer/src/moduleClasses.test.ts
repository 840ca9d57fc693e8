/** @file The classes of modules that a trace writes down, and the variables as the user wrote them. */
import * as tf from '@tensorflow/tfjs'
import { moduleClass } from '@tsfx/ir'
import { Linear, Module, ReLU, Sequential } from '@tsfx/nn'
import { createSourceLookup } from '@tsfx/source'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

class Block extends Module {
  readonly layers = new Sequential<tf.Tensor2D>(new Linear({ inFeatures: 2, outFeatures: 2 }), new ReLU())
  override forward(x: tf.Tensor): tf.Tensor {
    const hidden = this.layers.forward(x)
    const [left, right] = tf.split(hidden, 2, 1)
    return tf.concat([left as tf.Tensor, right as tf.Tensor], 1)
  }
}

const unverified = { verify: false } as const

describe('classes of modules', () => {
  it('are those whose forward ran, and the root', () => {
    class Net extends Module {
      readonly first = new Block()
      readonly unused = new Block()
      override forward(x: tf.Tensor): tf.Tensor {
        return this.first.forward(x)
      }
    }
    expect(trace(new Net(), { x: [3, 2] }, unverified).meta.modules).toEqual({
      '': 'Net',
      first: 'Block',
      'first.layers': 'Sequential',
      'first.layers.0': 'Linear',
      'first.layers.1': 'ReLU',
    })
  })

  it('are not those of modules that stay opaque', () => {
    class Net extends Module {
      readonly block = new Block()
      override forward(x: tf.Tensor): tf.Tensor {
        return this.block.forward(x)
      }
    }
    const graph = trace(
      new Net(),
      { x: [3, 2] },
      { ...unverified, isLeaf: (module) => module instanceof Block },
    )
    expect(graph.meta.modules).toEqual({ '': 'Net' })
  })

  it('are those of layers as Keras calls them', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [2], name: 'block/head' })],
    })
    expect(trace(model, { [model.inputNames[0] ?? 'x']: [3, 2] }, unverified).meta.modules).toEqual({
      '': 'Sequential',
      'block.head': 'Dense',
    })
  })

  it('are none of a function, Object of a literal, empty of what has no class', () => {
    expect(trace((x: tf.Tensor) => tf.relu(x), { x: [2] }, unverified).meta.modules).toEqual({})
    const bare = Object.assign(Object.create(null) as object, { forward: tf.relu })
    const model = {
      bare,
      forward: (x: tf.Tensor) => (bare as unknown as { forward: typeof tf.relu }).forward(x),
    }
    expect(trace(model, { x: [2] }, unverified).meta.modules).toEqual({ '': 'Object', bare: '' })
  })

  it('have paths and names that are data', () => {
    const inner = { forward: (x: tf.Tensor): tf.Tensor => tf.relu(x), constructor: { name: 'Evil' } }
    const hostile = '*/ `"\n'
    const model = { forward: (x: tf.Tensor) => inner.forward(x) }
    Object.defineProperty(model, '__proto__', { value: inner, enumerable: true })
    class Named {
      static name = hostile
      readonly inner = model
      forward(x: tf.Tensor): tf.Tensor {
        return this.inner.forward(x)
      }
    }
    const { meta } = trace(new Named(), { x: [2] }, unverified)
    expect(Object.entries(meta.modules)).toEqual([
      ['', hostile],
      ['inner', 'Object'],
      ['inner.__proto__', 'Object'],
    ])
    expect(moduleClass(meta, 'inner.constructor')).toBeNull()
  })
})

describe('variables', () => {
  it('are as the user wrote them where names had to be made unique', () => {
    class Net extends Module {
      readonly blocks = [new Block(), new Block()] as const
      override forward(x: tf.Tensor): tf.Tensor {
        let features = x
        for (const block of this.blocks) features = block.forward(features)
        return tf.sigmoid(features)
      }
    }
    const graph = trace(new Net(), { x: [3, 2] }, { ...unverified, lookup: createSourceLookup() })
    const calls = graph.nodes.filter(({ kind }) => kind === 'call_function')
    expect(calls.map(({ name, meta }) => [name, meta.variable ?? meta.variables])).toEqual([
      ['linear', undefined],
      ['hidden', 'hidden'],
      ['left_right', ['left', 'right']],
      ['features', 'features'],
      ['layersLinear', undefined],
      ['blocks1Hidden', 'hidden'],
      ['blocks1Left_blocks1Right', ['left', 'right']],
      ['blocks1Features', 'features'],
      ['sigmoid', undefined],
    ])
  })
})
