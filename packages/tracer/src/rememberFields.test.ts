import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

bindTfjs(tf)

interface State {
  last: tf.Tensor | null
  extra?: tf.Tensor
  readonly seen: tf.Tensor[]
  readonly byName: Map<string, tf.Tensor>
  readonly all: Set<tf.Tensor>
  nested: { h: tf.Tensor | null }
  mask: tf.Tensor | null
}

describe('a refused trace', () => {
  const first = tf.scalar(1)
  it.each<[string, (state: State, y: tf.Tensor) => void]>([
    [
      'a field',
      (state, y) => {
        state.last = y
      },
    ],
    [
      'a new field',
      (state, y) => {
        state.extra = y
      },
    ],
    [
      'a list',
      ({ seen }, y) => {
        seen.push(y)
      },
    ],
    [
      'a map',
      ({ byName }, y) => {
        byName.set('first', y)
      },
    ],
    [
      'a set',
      ({ all }, y) => {
        all.add(y)
      },
    ],
    [
      'a record below',
      ({ nested }, y) => {
        nested.h = y
      },
    ],
    [
      'a record of its own',
      (state, y) => {
        state.nested = { h: y }
      },
    ],
  ])('leaves no traced tensor in %s', (_, store) => {
    const nested = { h: null }
    const state: State = {
      last: null,
      seen: [first],
      byName: new Map([['first', first]]),
      all: new Set([first]),
      nested,
      mask: null,
    }
    const model = {
      state,
      forward(x: tf.Tensor): tf.Tensor {
        const y = state.last ? tf.add(state.last, x) : tf.relu(x)
        state.mask ??= tf.ones([3])
        store(state, y)
        return tf.mul(y, state.mask)
      },
    }
    expect(() => trace(model, { x: [null, 3] })).toThrow(/TSFX1028 .* it stores a computed tensor in state/)
    const { mask, ...others } = state
    expect(others).toEqual({
      last: null,
      seen: [first],
      byName: new Map([['first', first]]),
      all: new Set([first]),
      nested: { h: null },
    })
    expect([state.nested, 'extra' in state]).toEqual([nested, false])
    // What forward made once, and needs no input for, stays.
    expect([...mask!.dataSync()]).toEqual([1, 1, 1])
    expect([...model.forward(tf.tensor2d([[1, -2, 3]])).dataSync()]).toEqual([1, 0, 3])
  })

  it('leaves none where forward failed for another reason', () => {
    const model = {
      last: null as tf.Tensor | null,
      forward(x: tf.Tensor): tf.Tensor {
        this.last = tf.relu(x)
        throw new RangeError('too late')
      },
    }
    expect(() => trace(model, { x: [3] })).toThrow('TSFX1019')
    expect(model.last).toBeNull()
  })
})
