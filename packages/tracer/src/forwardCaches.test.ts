/** @file Tensors that forward makes once and holds where no field of the model is. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

bindTfjs(tf)

/** A lower triangle of ones, made once for each size. */
function causalMasks(): (size: number) => tf.Tensor {
  const masks = new Map<number, tf.Tensor>()
  return (size) => {
    let mask = masks.get(size)
    if (!mask) {
      mask = tf.linalg.bandPart(tf.ones([size, size]), -1, 0)
      masks.set(size, mask)
    }
    return mask
  }
}

describe('a cache in a closure', () => {
  it.each<[string, (number | string | null)[], (size: number) => tf.Tensor]>([
    ['of fixed size', [2, 4, 4], (size) => tf.ones([2, size, size])],
    ['with an open batch', [null, 4, 4], (size) => tf.ones([7, size, size])],
  ])("is the user's after a trace %s", (_, shape, input) => {
    const mask = causalMasks()
    const forward = (x: tf.Tensor): tf.Tensor => tf.mul(x, mask(x.shape[1]!))
    trace(forward, { x: shape })
    const { numTensors } = tf.memory()
    expect([...forward(input(4)).dataSync()].slice(0, 8)).toEqual([1, 0, 0, 0, 1, 1, 0, 0])
    // The mask was there already.
    expect(tf.memory().numTensors).toBe(numTensors + 2)
    trace(forward, { x: shape }, { verify: false })
    expect([...forward(input(4)).dataSync()].slice(0, 4)).toEqual([1, 0, 0, 0])
  })

  it('holds what the comparison made it make', () => {
    const scales = new Map<number, tf.Tensor>()
    const forward = (x: tf.Tensor): tf.Tensor => {
      const rows = x.shape[0]!
      if (!scales.has(rows)) scales.set(rows, tf.fill([rows, 1], 2))
      return tf.mul(x, scales.get(rows)!)
    }
    trace(forward, { x: [null, 3] })
    expect(scales.size).toBeGreaterThan(3)
    for (const [rows, scale] of scales) expect([...scale.dataSync()]).toEqual(Array(rows).fill(2))
  })

  it("is the user's also when the trace is refused", () => {
    const mask = causalMasks()
    const forward = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, mask(4)), x.dataSync()[0]!)
    expect(() => trace(forward, { x: [4, 4] })).toThrow('TSFX1005')
    expect([...forward(tf.ones([4, 4])).dataSync()].slice(0, 4)).toEqual([1, 0, 0, 0])
  })

  it('in a #private field is no crash', () => {
    class Masks {
      #mask: tf.Tensor | null = null
      forward(x: tf.Tensor): tf.Tensor {
        this.#mask ??= tf.tensor1d([1, 0])
        return tf.mul(x, this.#mask)
      }
    }
    const model = new Masks()
    trace(model, { x: [null, 2] })
    expect([...model.forward(tf.ones([1, 2])).dataSync()]).toEqual([1, 0])
  })

  it('is not taken to be there: what each run makes is disposed', () => {
    const { numTensors } = tf.memory()
    trace((x: tf.Tensor) => tf.mul(x, tf.neg(tf.ones([3]))), { x: [null, 3] })
    expect(tf.memory().numTensors).toBe(numTensors)
  })
})
