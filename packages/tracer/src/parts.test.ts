/** @file Names of values that a call makes several of: parts of a composition, items of a list or record. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Graph, printGraph } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { createSourceLookup } from '@tsfx/source'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

bindTfjs(tf)
const lookup = createSourceLookup()
const calls = (graph: Graph): readonly (readonly [string, string])[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => [node.target, node.name])

describe('a call that is captured in parts', () => {
  it('names the part that it returns, and comments the first', () => {
    const depthwise = tf.ones<tf.Rank.R4>([2, 2, 3, 1])
    const pointwise = tf.ones<tf.Rank.R4>([1, 1, 3, 4])
    const forward = (x: tf.Tensor4D) => {
      // Mixes space, then channels.
      const features = tf.separableConv2d(x, depthwise, pointwise, 1, 'same')
      return tf.relu(features)
    }
    const graph = trace(forward, { x: [null, 4, 4, 3] }, { lookup })
    expect(calls(graph)).toEqual([
      ['depthwiseConv2d', 'depthwiseConv2d'],
      ['conv2d', 'features'],
      ['relu', 'relu'],
    ])
    expect(graph.nodes.flatMap(({ name, meta }) => (meta.comment ? [[name, meta.comment]] : []))).toEqual([
      ['depthwiseConv2d', 'Mixes space, then channels.'],
    ])
  })

  it('gives each item of a list the variable that receives it', () => {
    const forward = (x: tf.Tensor1D, y: tf.Tensor1D) => {
      const [columns, rows] = tf.meshgrid(x, y) as [tf.Tensor, tf.Tensor]
      return tf.add(columns, rows)
    }
    const graph = trace(forward, { x: [3], y: [2] }, { lookup })
    const names = calls(graph).map(([, name]) => name)
    expect(names).toContain('columns')
    expect(names).toContain('rows')
    expect(printGraph(graph, { places: false })).toContain('add(columns, rows)')
  })
})

describe('a value of several tensors', () => {
  it('keeps the variables of a destructured list and record', () => {
    const forward = (x: tf.Tensor2D) => {
      const [left, right] = tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor]
      const { mean, variance } = tf.moments(left)
      return [tf.sub(right, mean), variance]
    }
    const graph = trace(forward, { x: [null, 4] }, { lookup })
    const outputs = graph.nodes.flatMap(({ target, meta }) => (meta.outputs ? [[target, meta.outputs]] : []))
    expect(outputs).toEqual([
      ['split', ['left', 'right']],
      ['moments', { mean: 'mean', variance: 'variance' }],
    ])
  })

  it('hands names out in the order of a callback', () => {
    const forward = (x: tf.Tensor2D) => {
      const [query, key, value] = tf.split(x, 3, 1).map((part) => tf.relu(part)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ]
      return tf.add(tf.mul(query, key), value)
    }
    const names = calls(trace(forward, { x: [null, 6] }, { lookup })).map(([, name]) => name)
    expect(names).toEqual(['split', 'query', 'key', 'value', 'mul', 'add'])
  })
})
