/** @file Layers and tensors that the first call of forward makes and keeps in fields. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { traceWithReport } from './trace.ts'

bindTfjs(tf)

class Lazy extends Module {
  linear: Linear | null = null
  forward(x: tf.Tensor2D): tf.Tensor {
    this.linear ??= new Linear({ inFeatures: x.shape[1], outFeatures: 2 })
    return this.linear.forward(x)
  }
}

describe('a layer that the first call makes', () => {
  it.each<[string, (number | null)[]]>([
    ['fixed sizes', [2, 3]],
    ['an open batch', [null, 3]],
  ])('has its path and scope with %s', (_, shape) => {
    const { graph, notes } = traceWithReport(new Lazy(), { x: shape })
    expect([...graph.params.keys()]).toEqual(['linear.weight', 'linear.bias'])
    expect(graph.nodes.find((node) => node.target === 'linear')?.scope).toBe('linear')
    expect(notes.filter(({ kind }) => kind === 'lifted')).toEqual([])
  })

  it('may be a tensor of its own', () => {
    const model = {
      mask: null as tf.Tensor | null,
      forward(x: tf.Tensor): tf.Tensor {
        this.mask ??= tf.tensor1d([1, 0, 1])
        return tf.mul(x, this.mask)
      },
    }
    const { graph } = traceWithReport(model, { x: [2, 3] }, { verify: false })
    expect([...graph.params.keys()]).toEqual(['mask'])
  })
})
