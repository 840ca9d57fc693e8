import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { printGraph } from '@tsfx/ir'
import { Conv2d, Flatten, Linear, Module, ReLU } from '@tsfx/nn'
import { createSourceLookup } from '@tsfx/source'
import { describe, expect, it } from 'vitest'
import { setDefaultSourceLookup } from './defaultSourceLookup.ts'
import { trace } from './trace.ts'

class Net extends Module {
  readonly conv = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, pad: 'same', bias: false })
  readonly relu = new ReLU()
  readonly flatten = new Flatten()
  readonly head = new Linear({ inFeatures: 64, outFeatures: 10 })

  override forward(x: tf.Tensor4D): tf.Tensor {
    // edges first
    const features = this.conv.forward(x)
    const active = this.relu.forward(features)
    return this.head.forward(this.flatten.forward(active))
  }
}

describe('trace', () => {
  it('prints', () => {
    setDefaultSourceLookup(createSourceLookup())
    const graph = trace(new Net(), { x: [null, 4, 4, 1] })
    console.log(printGraph(graph))
    const f = trace((a: tf.Tensor) => tf.add(tf.relu(a), 1), { a: [null, 4] })
    console.log(printGraph(f))
    expect(graph.placeholders).toHaveLength(1)
  })
})
