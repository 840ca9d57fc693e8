/** @file Variables that no field of the model reaches, and what forward computes of them before an input meets them. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { bindTfjs, interpret } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace, traceWithReport } from './trace.ts'

bindTfjs(tf)

const SQUARE: [number, number] = [2, 2]
const weightOf = (values: number[]): tf.Variable<tf.Rank.R2> =>
  tf.variable(tf.tensor2d(values, SQUARE)) as tf.Variable<tf.Rank.R2>

describe('an unreached variable', () => {
  it.each<[string, (x: tf.Tensor2D, w: tf.Variable<tf.Rank.R2>) => tf.Tensor]>([
    ['transposed by a function', (x, w) => tf.matMul(x, tf.transpose(w))],
    ['cloned first', (x, w) => tf.matMul(x, tf.transpose(tf.clone(w)))],
    ['scaled by itself', (x, w) => tf.add(x, tf.mul(w, w))],
  ])('stays live and noted when it is %s', (_, forward) => {
    const weight = weightOf([1, 2, 3, 4])
    const { graph, notes } = traceWithReport((x: tf.Tensor2D) => forward(x, weight), { x: SQUARE })
    expect(notes).toMatchObject([{ kind: 'lifted', path: '_constant0' }])
    weight.assign(tf.tensor2d([5, 6, 7, 8], SQUARE))
    const x = tf.tensor2d([1, -1, 2, 0], SQUARE)
    const actual = interpret(graph, { x }) as tf.Tensor
    expect([...actual.dataSync()]).toEqual([...forward(x, weight).dataSync()])
  })

  it('of a module that a function holds is live as well', () => {
    const inner = {
      weight: weightOf([1, 2, 3, 4]),
      forward(x: tf.Tensor2D): tf.Tensor {
        return tf.matMul(x, tf.transpose(this.weight))
      },
    }
    const graph = trace((x: tf.Tensor2D) => inner.forward(x), { x: SQUARE })
    expect(graph.params.get('_constant0')?.kind).toBe('variable')
  })

  it('under a symbol is live as well', () => {
    const key = Symbol('weight')
    const model = {
      [key]: weightOf([1, 2, 3, 4]),
      forward(x: tf.Tensor2D): tf.Tensor {
        return tf.matMul(x, tf.transpose(this[key]))
      },
    }
    expect(trace(model, { x: SQUARE }).params.get('_constant0')?.kind).toBe('variable')
  })

  it('made by the first run, outside of the model, gives the same graph at each size', () => {
    let weight: tf.Variable<tf.Rank.R2> | null = null
    const forward = (x: tf.Tensor2D): tf.Tensor => {
      weight ??= weightOf([1, 2, 3, 4])
      return tf.matMul(x, tf.transpose(weight))
    }
    const graph = trace(forward, { x: [null, 2] })
    expect(graph.params.get('_constant0')?.kind).toBe('variable')
  })

  it('may not be read while tracing, as one of a field may not', () => {
    const weight = weightOf([1, 2, 3, 4])
    const forward = (x: tf.Tensor2D): tf.Tensor => tf.mul(x, tf.tensor([weight as unknown as number]))
    expect(() => trace(forward, { x: SQUARE })).toThrow('TSFX1005')
  })

  it('in a #private field is refused also where an op comes first', () => {
    class Hides {
      readonly #weight = weightOf([1, 2, 3, 4])
      forward(x: tf.Tensor2D): tf.Tensor {
        return tf.matMul(x, tf.transpose(this.#weight))
      }
    }
    expect(() => trace(new Hides(), { x: SQUARE })).toThrow('TSFX1029')
  })
})
