/** @file Bodies: the steps of forward and of methods, in the order of the graph, and what is handed down. */
import type { Graph, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { moduleContext } from '../moduleContext.ts'
import { block, repeated, stacked } from '../testing/repeatedGraph.ts'
import type { Step } from './plan.ts'

const plan = (graph: Graph, reroll = true) => moduleContext(graph, { name: 'net', reroll }).outline
/** Steps as texts: ops of statements, paths of calls. */
const shown = (step: Step): string => {
  if (step.kind === 'statement') return step.node.target
  if (step.kind === 'call') return step.region.path
  const calls = step.links.flatMap((link) => (link.kind === 'loop' ? link.calls : [link]))
  return `${step.begin ? `${shown(step.begin)} ` : ''}loop ${calls.map(({ region }) => region.path)}`
}

describe('the plan', () => {
  it('has all statements where nothing is merged', () => {
    const { forward, methods } = plan(repeated([{}, {}, {}, {}]), false)
    expect(methods).toEqual([])
    expect(forward.map(shown)).toEqual([0, 1, 2, 3].flatMap(() => ['linear', 'leakyRelu', 'add']))
  })

  it('keeps the order of the graph', () => {
    const graph = stacked((g, x) => {
      let value: Ref = g.call('elu', { x })
      for (let i = 0; i < 3; i++) {
        value = block(g, value, `a.b${i}`)
        value = g.call('relu', { x: value })
      }
      return value
    })
    expect(plan(graph).forward.map(shown)).toEqual(['elu', 'a.b0', 'relu', 'a.b1', 'relu', 'a.b2', 'relu'])
  })

  it('has what differs once for each instance', () => {
    const alphas = [0.1, 0.3, 0.4, 0.5]
    const [method] = plan(repeated(alphas.map((alpha) => ({ alpha })))).methods
    expect(method!.variations.map(({ wanted, values }) => [wanted, values])).toEqual([['alpha', alphas]])
    expect(method!.hasFields).toBe(true)
  })
})
