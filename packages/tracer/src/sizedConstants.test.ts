import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

type T = tf.Tensor2D

const shown = (graph: Graph): string => printGraph(graph, { places: false })
const bits = (value: unknown): readonly number[] => [...(value as tf.Tensor).dataSync()]

/** The graph's results at sizes that were not traced are those of `model`. */
function holds(model: (x: T) => tf.Tensor, graph: Graph): void {
  for (const batch of [1, 9]) {
    const x = tf.randomNormal<tf.Rank.R2>([batch, 3], 0, 1, 'float32', batch)
    expect(bits(interpret(graph, { x }, { tf }))).toEqual(bits(model(x)))
  }
}

describe('a constant that follows a size', () => {
  it.each([
    ['zeros', (x: T) => tf.concat([x, tf.zeros([x.shape[0], 2])], 1), 'fill(shape=[batch, 2], value=0'],
    [
      'ones, squared',
      (x: T) => tf.add(x, tf.square(tf.fill([x.shape[0], 1], 3))),
      'fill(shape=[batch, 1], value=9',
    ],
    ['a state made like the input', (x: T) => tf.add(x, tf.tile(tf.zeros([1, 3]), [x.shape[0], 1])), 'fill('],
    ['-0', (x: T) => tf.mul(tf.relu(x), tf.fill([x.shape[0], 3], -0)), 'value=-0'],
    ['the size itself', (x: T) => tf.div(tf.sum(x, 0), x.shape[0]), 'fill(shape=[], value=batch'],
    ['positions', (x: T) => tf.add(tf.sum(x, 1), tf.range(0, x.shape[0])), 'range(start=0, stop=batch'],
    [
      'indices',
      (x: T) => tf.gather(x, tf.range(0, x.shape[0], 1, 'int32')),
      'range(start=0, stop=batch, step=1, dtype=int32',
    ],
    [
      'positions from one on',
      (x: T) => tf.add(tf.sum(x, 1), tf.range(1, x.shape[0] + 1)),
      'range(start=1, stop=batch + 1',
    ],
  ] as const)('%s', (_, model, call) => {
    const graph = trace(model, { x: [null, 3] })
    expect(shown(graph)).toContain(call)
    expect(graph.params.size).toBe(0)
    holds(model, graph)
  })

  it('stays a parameter where it is the same at each size', () => {
    const model = (x: T) => tf.add(x, tf.ones([1, 3]))
    const graph = trace(model, { x: [null, 3] })
    expect(graph.params.size).toBe(1)
    holds(model, graph)
  })

  it.each([
    ['positions as a column', (x: T) => tf.add(x, tf.expandDims(tf.range(0, x.shape[0]), 1))],
    ['values of its own', (x: T) => tf.add(x, tf.reshape(tf.range(0, x.shape[0] * 3), [-1, 3]))],
    ['one value that follows the size', (x: T) => tf.add(x, tf.fill([x.shape[0], 3], 1 / x.shape[0]))],
    ['another count at each size', (x: T) => tf.add(x, tf.expandDims(tf.linspace(0, 1, x.shape[0]), 1))],
  ] as const)('is refused with %s', (_, model) => {
    expect(() => trace(model, { x: [null, 3] })).toThrow(/TSFX101[46]/)
  })
})
