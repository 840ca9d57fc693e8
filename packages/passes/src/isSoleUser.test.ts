import { Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { BATCH, buildGraph, type GraphBuilder } from './graphs.fixture.ts'
import { isSoleUser, producer } from './isSoleUser.ts'

/** The node behind argument `a` of node `z`, when nothing else uses it. */
const ownInput = (recipe: (g: GraphBuilder, y: Ref) => Ref | readonly Ref[]): string | null => {
  const graph = buildGraph((g) => recipe(g, g.op('relu', 'y', { x: g.input('x', [BATCH, 2]) })))
  const z = graph.find('z')!
  const input = producer(graph, z, 'a')!
  return isSoleUser(graph, input, z) ? input.name : null
}

describe('isSoleUser', () => {
  it('holds for a value that one argument uses, and nothing else', () => {
    expect(ownInput((g, y) => g.op('add', 'z', { a: y, b: g.param('w', [2]) }))).toBe('y')
  })

  it('does not when another node uses the value, or the model returns it', () => {
    expect(
      ownInput((g, y) => g.op('mul', 'v', { a: y, b: g.op('add', 'z', { a: y, b: g.param('w', [2]) }) })),
    ).toBeNull()
    expect(ownInput((g, y) => [g.op('add', 'z', { a: y, b: g.param('w', [2]) }), y])).toBeNull()
  })

  it('does not when the node itself uses the value twice', () => {
    expect(ownInput((g, y) => g.op('add', 'z', { a: y, b: y }))).toBeNull()
  })
})

describe('producer', () => {
  it('is nothing when the argument is one item of a value, or left out', () => {
    const graph = buildGraph((g) => {
      const y = g.edit.append({ kind: 'call_module', target: 'y' })
      return new Ref(
        g.edit.append({ kind: 'call_module', target: 'z', args: { a: new Ref(y.id, 0), b: null } }).id,
      )
    })
    const z = graph.find('z')!
    expect(['a', 'b', 'c'].map((name) => producer(graph, z, name))).toEqual([null, null, null])
  })
})
