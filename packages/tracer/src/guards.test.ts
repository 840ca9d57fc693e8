/** @file What a trace relied on stands in its graph, comes back from JSON, and is held by runs. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, graphFromJson, graphToJson, printGraph } from '@tsfx/ir'
import { bindTfjs, interpret } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

bindTfjs(tf)
const relu = (x: tf.Tensor) => tf.relu(x)

describe('guards', () => {
  it('say which constants forward was given, where, and what was left out', () => {
    const forward = (
      x: tf.Tensor,
      options: { scale: number; mode: string },
      mask?: tf.Tensor | null,
      training?: boolean,
    ) => (training || mask || options.mode !== 'fast' ? x : tf.mul(x, options.scale))
    const inputs = { x: [2], options: { scale: 2, mode: 'fast' }, mask: undefined, training: false }
    const graph = trace(forward, inputs)
    expect(graph.meta.guards).toEqual([
      { kind: 'constant', path: 'options.scale', parameter: 1, value: 2 },
      { kind: 'constant', path: 'options.mode', parameter: 1, value: 'fast' },
      { kind: 'absent', path: 'mask', parameter: 2 },
      { kind: 'constant', path: 'training', parameter: 3, value: false },
    ])
    expect(printGraph(graph).split('\n')[0]).toBe(
      'forward(x: float32[2])  # guards: options.scale = 2, options.mode = "fast", mask is absent, training = false',
    )
    expect(graphFromJson(graphToJson(graph)).meta).toEqual(graph.meta)
  })

  it('are none where types say it all', () => {
    expect(trace(relu, { x: [null, 3] }).meta.guards).toEqual([])
    expect(Graph.empty().meta.guards).toEqual([])
  })

  it('keep special numbers in JSON', () => {
    const graph = trace((x: tf.Tensor, k: number) => tf.mul(x, k > 0 ? 1 : 2), { x: [2], k: -0 })
    expect(graphFromJson(graphToJson(graph)).meta.guards).toEqual([
      { kind: 'constant', path: 'k', parameter: 1, value: -0 },
    ])
  })

  it('bound the sizes that the user bounds; a run at another size is refused', () => {
    const forward = (x: tf.Tensor) =>
      x.shape[0]! < 3 ? tf.exp(x) : x.shape[0]! > 64 ? tf.tanh(x) : tf.relu(x)
    const graph = trace(forward, { x: [null, 2] }, { smallest: { batch: 3 }, largest: { batch: 64 } })
    expect(printGraph(graph)).toContain('# guards: batch >= 3, batch <= 64')
    expect(() => interpret(graph, { x: tf.ones([2, 2]) })).toThrow(
      "TSFX0512 input 'x' has batch = 2, but the trace relied on batch >= 3",
    )
    expect(() => interpret(graph, { x: tf.ones([65, 2]) })).toThrow('batch <= 64')
    expect(interpret(graph, { x: tf.ones([64, 2]) })).toBeDefined()
  })

  it('say that a parameter without an entry is absent, whatever it is called', () => {
    const masked = (x: tf.Tensor, mask: tf.Tensor | null = null, training = false) =>
      mask || training ? tf.neg(x) : tf.relu(x)
    const absent = [
      { kind: 'absent', path: 'mask', parameter: 1 },
      { kind: 'absent', path: 'training', parameter: 2 },
    ]
    expect(trace(masked, { x: [2] }).meta.guards).toEqual(absent)
    expect(trace(masked, { input: [2] }).meta.guards).toEqual(absent)
    const rest = (...inputs: tf.Tensor[]) => tf.addN(inputs)
    expect(trace(rest, { a: [2], b: [2] }).meta.guards).toEqual([])
  })

  it('of a parameter that is skipped are those of its default', () => {
    const forward = (x: tf.Tensor, mask: tf.Tensor | null = null, scale = 3) =>
      tf.mul(mask === null ? x : tf.mul(x, mask), scale)
    const graph = trace(forward, { x: [2], scale: 5 })
    expect(graph.meta.guards).toEqual([
      { kind: 'absent', path: 'mask', parameter: 1 },
      { kind: 'constant', path: 'scale', parameter: 2, value: 5 },
    ])
    expect([...(interpret(graph, { x: tf.tensor1d([1, 2]) }) as tf.Tensor).dataSync()]).toEqual([5, 10])
  })
})
