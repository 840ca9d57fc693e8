/** @file Which variable a value is named after, and which node has a comment, where libraries stand between the user's lines. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Layer, Linear, Module, ModuleList, Sequential } from '@tsfx/nn'
import { createSourceLookup } from '@tsfx/source'
import { beforeAll, describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

class Block extends Module {
  readonly linear = new Sequential<tf.Tensor2D>(new Linear({ inFeatures: 2, outFeatures: 2, bias: false }))
  override forward(x: tf.Tensor): tf.Tensor {
    const hidden = this.linear.forward(x)
    return tf.relu(hidden)
  }
}

/** Calls by name, with their comments. */
function labels(model: Module): [string, string | null][] {
  const graph = trace(model, { x: [null, 2] }, { lookup: createSourceLookup(), verify: false })
  return graph.nodes
    .filter((node) => node.kind === 'call_function')
    .map((node) => [node.name, node.meta.comment ?? null])
}

const namesOf = (model: Module): string[] => labels(model).map(([name]) => name)

describe('names', () => {
  it('are those of the variable that gets the value: through Sequential, that of the last block only', () => {
    class Net extends Module {
      readonly layer = new Sequential(new Block(), new Block(), new Block())
      override forward(x: tf.Tensor): tf.Tensor {
        const deep = this.layer.forward(x)
        return tf.sigmoid(deep)
      }
    }
    expect(namesOf(new Net())).toEqual([
      ...['hidden', 'relu', 'layer1Hidden', 'layer1Relu', 'layer2Hidden', 'deep'],
      'sigmoid',
    ])
  })

  it('taken already, stand behind the module that has the variable, or in the code of the model that it calls', () => {
    class Net extends Module {
      readonly stages = new ModuleList([0, 1].map(() => new ModuleList<Layer>([new Block(), new Block()])))
      override forward(x: tf.Tensor): tf.Tensor {
        let features = x
        for (const stage of this.stages) for (const block of stage) features = block.forward(features)
        return features
      }
    }
    expect(namesOf(new Net())).toEqual([
      ...['hidden', 'features', 'stages01Hidden', 'stages01Features'],
      ...['stages10Hidden', 'stages10Features', 'stages11Hidden', 'stages11Features'],
    ])
  })
})

describe('comments', () => {
  it('stand at the first node of their statement, loop or condition, outermost first, once', () => {
    class Net extends Module {
      readonly blocks = new ModuleList([new Block(), new Block()])
      readonly deep = true
      override forward(x: tf.Tensor): tf.Tensor {
        let features = x
        // block after block
        for (const block of this.blocks) {
          // one of them
          features = block.forward(features)
        }
        // only deep models
        if (this.deep) {
          features = tf.tanh(features)
          features = tf.exp(features)
        }
        return features
      }
    }
    expect(labels(new Net()).map(([, comment]) => comment)).toEqual([
      ...['block after block\none of them', null, null, null],
      ...['only deep models', null],
    ])
  })

  it('keep the module in whose code they stand, where it is one around', () => {
    class Inner extends Module {
      readonly linear = new Linear({ inFeatures: 2, outFeatures: 2 })
      override forward(x: tf.Tensor): tf.Tensor {
        // inside
        const hidden = this.linear.forward(x as tf.Tensor2D)
        // inside alone
        return tf.relu(hidden)
      }
    }
    class Net extends Module {
      readonly blocks = new ModuleList([new Inner(), new Inner()])
      override forward(x: tf.Tensor): tf.Tensor {
        let features = x
        // around
        for (const block of this.blocks) features = block.forward(features)
        return features
      }
    }
    const { nodes } = trace(new Net(), { x: [null, 2] }, { lookup: createSourceLookup(), verify: false })
    const commented = nodes.filter(({ meta }) => meta.comment !== undefined)
    expect(commented.map(({ scope, meta }) => [scope, meta.comment, meta.comments])).toEqual([
      [
        'blocks.0.linear',
        'around\ninside',
        [
          { scope: '', text: 'around' },
          { scope: 'blocks.0', text: 'inside' },
        ],
      ],
      ['blocks.0', 'inside alone', undefined],
      ['blocks.1.linear', 'inside', [{ scope: 'blocks.1', text: 'inside' }]],
      ['blocks.1', 'inside alone', undefined],
    ])
  })
})
