import { Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { BATCH, buildGraph, type GraphBuilder } from './graphs.fixture.ts'
import { soleProducer } from './soleProducer.ts'

/** What a rewrite of node `z` may swallow behind its argument `a`. */
const swallowed = (recipe: (g: GraphBuilder, y: Ref) => Ref | readonly Ref[]): string | null => {
  const graph = buildGraph((g) => recipe(g, g.op('relu', 'y', { x: g.input('x', [BATCH, 2]) })))
  return soleProducer(graph, graph.find('z')!, 'a')?.name ?? null
}

describe('soleProducer', () => {
  it('is the node whose value one argument uses, and nothing else', () => {
    expect(swallowed((g, y) => g.op('add', 'z', { a: y, b: g.param('w', [2]) }))).toBe('y')
  })

  it('is nothing when another node uses the value, or the model returns it', () => {
    expect(
      swallowed((g, y) => g.op('mul', 'v', { a: y, b: g.op('add', 'z', { a: y, b: g.param('w', [2]) }) })),
    ).toBeNull()
    expect(swallowed((g, y) => [g.op('add', 'z', { a: y, b: g.param('w', [2]) }), y])).toBeNull()
  })

  it('is nothing when the node itself uses the value twice', () => {
    expect(swallowed((g, y) => g.op('add', 'z', { a: y, b: y }))).toBeNull()
  })

  it('is nothing when the argument is one item of a value, or left out', () => {
    const graph = buildGraph((g) => {
      const y = g.edit.append({ kind: 'call_module', target: 'y' })
      return new Ref(
        g.edit.append({ kind: 'call_module', target: 'z', args: { a: new Ref(y.id, 0), b: null } }).id,
      )
    })
    const z = graph.find('z')!
    expect(['a', 'b', 'c'].map((name) => soleProducer(graph, z, name))).toEqual([null, null, null])
  })
})
