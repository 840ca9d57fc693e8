/** @file Values of several tensors, parts of values, and choices between values, as a trace records them. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { interpret, printGraph, type Value } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { bodyOf, compute, opsOf, traced } from './graphs.fixture.ts'

const arrays = (value: Value): unknown => {
  if (Array.isArray(value)) return value.map((item) => arrays(item as Value))
  if ('dataSync' in value) return (value as tf.Tensor).arraySync()
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, item && arrays(item as Value)]))
}

describe('ops of several results', () => {
  it('a list that is destructured is used by its items', () => {
    const forward = (x: tf.Tensor) => {
      const [left, right] = tf.split(x, 2) as [tf.Tensor, tf.Tensor]
      return tf.sub(right, left)
    }
    const graph = traced(forward, { x: [2] })
    expect(bodyOf(graph).join('\n')).toContain('sub = sub(split[1], split[0])')
    expect(compute(graph, [3, 10])).toEqual([7])
  })

  it('a record that is destructured is used by its fields', () => {
    const forward = (x: tf.Tensor) => {
      const { mean, variance } = tf.moments(x)
      return [mean, variance]
    }
    const graph = traced(forward, { x: [2] })
    expect(bodyOf(graph).at(-1)).toBe('  return [moments.mean, moments.variance]')
    expect(arrays(interpret(graph, { x: tf.tensor1d([1, 3]) }))).toEqual([2, 1])
  })

  it('a callback of map runs for each item', () => {
    const forward = (x: tf.Tensor) => tf.stack(tf.unstack(x).map((row, i) => tf.mul(row, i + 1)))
    expect(opsOf(traced(forward, { x: [3, 2] }))).toEqual(['unstack', 'mul', 'mul', 'mul', 'stack'])
  })

  it('an item that is not used is no node', () => {
    const forward = (x: tf.Tensor) => {
      const { values } = tf.topk(x, 1)
      return values
    }
    expect(compute(traced(forward, { x: [2] }), [4, 9])).toEqual([9])
  })
})

describe('parts of a value', () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor, unknown]>([
    ['slice', (x) => tf.slice(x, [0, 1], [2, 1]), [[2], [5]]],
    ['slice to the end', (x) => tf.slice(x, [1, 0]), [[4, 5, 6]]],
    [
      'stridedSlice',
      (x) => tf.stridedSlice(x, [0, 0], [2, 3], [1, 2]),
      [
        [1, 3],
        [4, 6],
      ],
    ],
    [
      'gather',
      (x) => tf.gather(x, [1, 0]),
      [
        [4, 5, 6],
        [1, 2, 3],
      ],
    ],
    [
      'reverse',
      (x) => tf.reverse(x, 1),
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
  ])('%s takes what TensorFlow.js takes', (_, forward, expected) => {
    const x = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(arrays(interpret(traced(forward, { x: [2, 3] }), { x }))).toEqual(expected)
  })

  it('a slice of a weight leaves the weight whole', () => {
    const weight = tf.variable(tf.tensor1d([1, 2, 3]))
    const model = { weight, forward: (x: tf.Tensor) => tf.mul(x, tf.slice(weight, [1], [2])) }
    const graph = traced(model)
    expect([...graph.params].map(([path, { shape }]) => [path, shape])).toEqual([['weight', [3]]])
    expect(compute(graph, [1, 1])).toEqual([2, 3])
  })
})

describe('choices between values', () => {
  it('tf.where and logical ops stand in the place of branches', () => {
    const forward = (x: tf.Tensor) =>
      tf.where(tf.logicalAnd(tf.greater(x, 0), tf.less(x, 10)), x, tf.zerosLike(x))
    expect(compute(traced(forward, { x: [3] }), [-1, 5, 20])).toEqual([0, 5, 0])
    const either = (x: tf.Tensor) => tf.where(tf.logicalOr(tf.less(x, 0), tf.logicalNot(tf.less(x, 9))), x, 1)
    expect(compute(traced(either, { x: [3] }), [-1, 5, 20])).toEqual([-1, 1, 20])
  })
})

describe('nests', () => {
  it('of inputs and outputs keep their form, with null and constants where they are', () => {
    const forward = ({ pair, mask }: { pair: [tf.Tensor, tf.Tensor]; mask?: tf.Tensor | null }) => ({
      sum: [tf.add(...pair), { deep: [tf.sub(...pair)] }],
      mask: mask ?? null,
      count: pair.length,
    })
    const graph = traced(forward, { data: { pair: [[2], [2]], mask: null } })
    expect(printGraph(graph, { places: false }).split('\n')).toEqual([
      'forward(data_pair_0: float32[2], data_pair_1: float32[2])  # guards: data.mask = null',
      '  add = add(data_pair_0, data_pair_1)  : float32[2]',
      '  sub = sub(data_pair_0, data_pair_1)  : float32[2]',
      '  return {sum: [add, {deep: [sub]}], mask: null, count: 2}',
    ])
    const [a, b] = [tf.tensor1d([5, 6]), tf.tensor1d([1, 2])]
    const result = interpret(graph, { 'data.pair.0': a, 'data.pair.1': b }) as unknown as Record<
      string,
      never
    >
    expect(arrays(result.sum!)).toEqual([[6, 8], { deep: [[4, 4]] }])
    expect([result.mask, result.count]).toEqual([null, 2])
  })
})
