/** @file What forward may return: tensors in plain lists and records, with plain values among them. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs, interpret } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

bindTfjs(tf)

class Result {
  readonly y: tf.Tensor
  constructor(y: tf.Tensor) {
    this.y = y
  }
}

describe('an output', () => {
  it.each([
    ['an instance of Map', 'extras', (h: tf.Tensor) => new Map([['h', h]])],
    ['an instance of Set', 'extras', (h: tf.Tensor) => new Set([h])],
    ['an instance of Result', 'extras', (h: tf.Tensor) => new Result(h)],
    ['an instance of Date', 'extras[0].when', (h: tf.Tensor) => [{ h, when: new Date(0) }]],
    ['a function', 'extras.again', (h: tf.Tensor) => ({ h, again: () => h })],
    ['undefined', 'extras[1]', (h: tf.Tensor) => [h, undefined]],
  ])('may not hold %s, in %s', (what, path, extras) => {
    const forward = (x: tf.Tensor) => ({ y: tf.relu(x), extras: extras(tf.sigmoid(x)) })
    expect(() => trace(forward, { x: [2] })).toThrow(
      `TSFX1003 forward of forward returned ${what} in ${path},`,
    )
  })

  it('may not be one of these', () => {
    expect(() => trace((x: tf.Tensor) => new Map([['y', tf.relu(x)]]), { x: [2] })).toThrow(
      /TSFX1003 .* returned an instance of Map, which no graph returns/,
    )
  })

  it('is without the fields that are undefined', () => {
    const forward = (x: tf.Tensor) => ({ y: tf.relu(x), hidden: undefined, scale: null })
    const graph = trace(forward, { x: [2] })
    expect(Object.keys(interpret(graph, { x: tf.ones([2]) }) as object)).toEqual(['y', 'scale'])
  })

  it('may have no prototype', () => {
    const forward = (x: tf.Tensor) => Object.assign(Object.create(null) as object, { y: tf.relu(x) })
    expect(Object.keys(interpret(trace(forward, { x: [2] }), { x: tf.ones([2]) }) as object)).toEqual(['y'])
  })
})
