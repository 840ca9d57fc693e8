import { type FxNode, type Graph, Ref, tensorType } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { BATCH, buildGraph } from '../graphs.fixture.ts'
import { matchNodes, type NodeMatch } from './matchNodes.ts'

const net = (): Graph =>
  buildGraph((g) => {
    const a = g.op('relu', 'a', { x: g.input('x', [BATCH, 4]) })
    const b = g.op('sigmoid', 'b', { x: a })
    return g.op('tanh', 'c', { x: b })
  })

const at = (graph: Graph, name: string): FxNode => graph.find(name)!

/** Calls of `after` with their counterparts, by name; the output is left out. */
const pairs = (before: Graph, after: Graph, match: NodeMatch = 'source'): Record<string, string> =>
  Object.fromEntries(
    [...matchNodes(before, after, match)]
      .map(([id, node]) => [after.node(id).name, node.name])
      .filter(([name]) => name !== 'output'),
  )

/** `b` and `c` become nodes called as `names`, made from `from` in this order. */
const replaced = (graph: Graph, from: readonly string[], names: readonly string[]): Graph =>
  graph.edit((edit) => {
    edit.attributeTo('test')
    const { type } = at(graph, 'c')
    let value = new Ref(at(graph, 'a').id)
    const made = names.map((name) => {
      const nodes = from.map((each) => at(graph, each))
      const fields = { target: 'exp', args: { x: value }, type, from: nodes }
      const { id } = edit.insertBefore(graph.output!.id, { kind: 'call_function', ...fields })
      value = new Ref(id)
      return { id, name }
    })
    edit.setArgs(graph.output!.id, { value })
    for (const name of ['c', 'b']) edit.erase(at(graph, name).id)
    for (const { id, name } of made) edit.update(id, { name })
  }).graph

describe('matchNodes', () => {
  it('matches what did not change, and the outputs', () => {
    const [before, after] = [net(), net()]
    expect(pairs(before, after)).toEqual({ a: 'a', b: 'b', c: 'c' })
    expect(matchNodes(before, after, 'name').get(after.output!.id)).toBe(before.output)
  })

  it('matches graphs of one model traced twice by names, also where an op is another', () => {
    const other = buildGraph((g) => {
      const a = g.op('relu', 'a', { x: g.input('x', [BATCH, 4]) })
      return g.op('exp', 'b', { x: a })
    })
    expect(pairs(net(), other)).toEqual({ a: 'a', b: 'b' })
  })

  it.each([[['b', 'c']], [['c', 'b']]])('takes the last of the nodes that one was made from (%s)', (from) => {
    const graph = net()
    expect(pairs(graph, replaced(graph, from, ['fused']))).toEqual({ a: 'a', fused: 'c' })
  })

  it('takes the last of the nodes that were made from one', () => {
    const graph = net()
    expect(pairs(graph, replaced(graph, ['b', 'c'], ['first', 'second']))).toEqual({ a: 'a', second: 'c' })
  })

  it('takes the one of its name of several, which nothing without such a name takes from it', () => {
    const graph = net()
    const after = replaced(graph, ['b', 'c'], ['c', 'inner', 'b'])
    expect(pairs(graph, after)).toEqual({ a: 'a', b: 'b', c: 'c' })
  })

  it('goes back through several passes, to the version given', () => {
    const graph = net()
    const once = replaced(graph, ['b', 'c'], ['fused'])
    const twice = once.edit((edit) => {
      edit.attributeTo('later')
      edit.update(at(once, 'fused').id, { target: 'relu', name: 'other' })
    }).graph
    expect(pairs(graph, twice)).toEqual({ a: 'a', other: 'c' })
    expect(pairs(once, twice)).toEqual({ a: 'a', other: 'fused' })
  })

  it('leaves out what has another shape than its source', () => {
    const graph = net()
    const reshaped = graph.edit((edit) => {
      const made = {
        kind: 'call_function',
        target: 'reshape',
        args: { x: new Ref(at(graph, 'c').id), shape: [4] },
      } as const
      edit.append({ ...made, name: 'flat', type: tensorType('float32', [4]), from: [at(graph, 'c')] })
    }).graph
    expect(pairs(graph, reshaped)).toEqual({ a: 'a', b: 'b', c: 'c' })
  })

  it('goes by names alone when asked to, or by a mapping', () => {
    const graph = net()
    const made = replaced(graph, ['b'], ['made'])
    const after = made.edit((edit) => edit.update(at(made, 'made').id, { name: 'c' })).graph
    expect(pairs(graph, after)).toEqual({ a: 'a', c: 'b' })
    expect(pairs(graph, after, 'name')).toEqual({ a: 'a', c: 'c' })
    expect(pairs(graph, after, { c: 'a' })).toEqual({ c: 'a' })
  })

  it('refuses names that are not there', () => {
    const error = 'the mapping says that d is a, but d is no node of Net'
    expect(() => matchNodes(net(), net(), { d: 'a' })).toThrow(error)
    expect(() => matchNodes(net(), net(), { a: 'd' })).toThrow('d is no node of Net')
  })
})
