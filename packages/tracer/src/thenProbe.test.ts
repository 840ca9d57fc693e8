/** @file `then` of a traced tensor: asked for by an await, and by what only looks whether it has a promise. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { expect, it } from 'vitest'
import { trace } from './trace.ts'

bindTfjs(tf)

it('tfjs may look whether a traced tensor is a promise', () => {
  // It finds no number in a tensor, traced or not.
  const forward = (x: tf.Tensor): tf.Tensor => tf.add(x, tf.util.flatten([[x], 2] as unknown as number[]))
  expect(trace(forward, { x: [2, 3] }).nodes.map((node) => node.target)).toContain('add')
})

it('a helper that awaits one is refused, though nobody awaits the helper', () => {
  const wait = async (t: tf.Tensor): Promise<tf.Tensor> => await t
  const forward = (x: tf.Tensor): tf.Tensor => {
    void wait(x)
    return tf.relu(x)
  }
  expect(() => trace(forward, { x: [2, 3] })).toThrow(/TSFX1005 .*await of a tensor/)
})
