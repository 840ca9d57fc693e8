/** @file What a trace relied on stands in the graph and is held by runs: torch.fx's guards of `concrete_args`. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { graphFromJson, graphToJson, interpret, printGraph, printGuard, retypeInputs, trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { opsOf, refusal, traced } from './graphs.fixture.ts'

describe('guards', () => {
  const branching = (x: tf.Tensor, training: boolean, mask?: tf.Tensor) =>
    training ? tf.exp(x) : mask ? tf.mul(x, mask) : tf.relu(x)

  it('name each constant and what was left out, for both branches', () => {
    const [eager, trained] = [false, true].map((training) =>
      traced(branching, { x: [2], training, mask: undefined }),
    )
    expect([opsOf(eager!), opsOf(trained!)]).toEqual([['relu'], ['exp']])
    expect(eager!.meta.guards.map(printGuard)).toEqual(['training = false', 'mask is absent'])
    expect(trained!.meta.guards.map(printGuard)).toEqual(['training = true', 'mask is absent'])
    expect(printGraph(eager!).split('\n')[0]).toContain('# guards: training = false, mask is absent')
  })

  it('come back from JSON', () => {
    const graph = traced(branching, { x: [2], training: true, mask: undefined })
    expect(graphFromJson(graphToJson(graph), graph.store).meta.guards).toEqual(graph.meta.guards)
  })

  it('bound sizes, and a run at another size names the guard', () => {
    const forward = (x: tf.Tensor) => (x.shape[0]! < 4 ? tf.relu(x) : tf.exp(x))
    const graph = trace(forward, { x: ['rows', 2] }, { smallest: { rows: 4 }, verify: false })
    expect(graph.meta.guards).toEqual([{ kind: 'atLeast', dim: 'rows', size: 4 }])
    expect(refusal(() => interpret(graph, { x: tf.ones([3, 2]) }))).toBe(
      "TSFX0512: input 'x' has rows = 3, but the trace relied on rows >= 4",
    )
  })

  it('go with their dim to a new name, are settled by a size, and refuse one that breaks them', () => {
    const graph = trace((x: tf.Tensor) => tf.relu(x), { x: ['rows', 2] }, { largest: { rows: 64 } })
    expect(retypeInputs(graph, { x: ['lines', 2] }).meta.guards.map(printGuard)).toEqual(['lines <= 64'])
    expect(retypeInputs(graph, { x: [8, 2] }).meta.guards).toEqual([])
    expect(refusal(() => retypeInputs(graph, { x: [65, 2] }))).toMatch(/^TSFX2036: .*rows <= 64/)
  })
})
