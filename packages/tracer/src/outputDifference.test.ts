/** @file Outputs compared whole: tensors, plain values, and what holds them. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { outputDifference } from './outputDifference.ts'
import { trace } from './trace.ts'

bindTfjs(tf)

describe('outputDifference', () => {
  const y = tf.tensor1d([1, 2])

  it.each([
    ['a number', { n: 0 }, { n: 1 }, 'n', 'the model gives 0, the graph 1'],
    ['a sign of zero', [0], [-0], '0', 'the model gives 0, the graph -0'],
    ['a text', { a: ['x'] }, { a: ['y'] }, 'a.0', 'the model gives "x", the graph "y"'],
    ['the end of a list', [y], [y, 1], '1', 'the model gives nothing, the graph 1'],
    ['a field', { y, n: null }, { y }, 'n', 'the model gives null, the graph nothing'],
    ['a list and a record', [y], { 0: y }, 'the output', 'the model gives a list, the graph a record'],
    ['a tensor', { y }, { y: 1 }, 'y', 'the model gives a tensor, the graph 1'],
    ['an element', { y }, { y: tf.tensor1d([1, 3]) }, 'y', 'element 1 is 2 in the model and 3 in the graph'],
  ])('tells %s', (_, expected, actual, output, problem) => {
    expect(outputDifference(expected, actual, true)).toEqual({ output, problem })
  })

  it('is null for equal outputs', () => {
    const output = { y, list: [Number.NaN, -0, 'x', true, null], hidden: undefined }
    expect(outputDifference(output, { y: tf.clone(y), list: [...output.list] }, true)).toBe(null)
    expect(outputDifference({ y }, { y: tf.tensor1d([5, 6]) }, false)).toBe(null)
  })
})

describe('a plain value in the output', () => {
  it('may not change from call to call', () => {
    let calls = 0
    const forward = (x: tf.Tensor) => ({ y: tf.relu(x), n: calls++ })
    expect(() => trace(forward, { x: [2] })).toThrow(
      /TSFX1015 the graph of forward differs from the model in n at .*: the model gives [1-9]\d*, the graph 0/,
    )
  })

  it('may follow a size', () => {
    const forward = (x: tf.Tensor) => ({ y: tf.relu(x), sizes: [x.shape[0]!, 2 * x.shape[1]!, 'rows', null] })
    expect(trace(forward, { x: [null, 'time'] }).output).toBeDefined()
  })
})
