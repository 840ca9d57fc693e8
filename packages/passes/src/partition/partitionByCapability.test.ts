import { type Graph, Ref, tensorType, verify } from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BATCH, buildGraph, type GraphBuilder } from '../graphs.fixture.ts'
import {
  all,
  anyOf,
  declineDType,
  declineNodes,
  type OperatorSupport,
  supportsOps,
} from './operatorSupport.ts'
import { fusePartitions, type PartitionOptions, partitionByCapability } from './partitionByCapability.ts'
import { randomDag } from './randomDag.fixture.ts'

const ONE = { minNodes: 1 }

/**
 * A graph from lines such as `b = a x`: one call named `b` on `a` and `x`. Calls with upper-case names are not supported; `results` are
 * returned.
 */
function shape(lines: string, ...results: string[]): Graph {
  return buildGraph((g: GraphBuilder) => {
    const values = new Map<string, Ref>([['x', g.input('x', [BATCH, 4])]])
    const at = (name: string): Ref => values.get(name) as Ref
    for (const line of lines.split(',')) {
      const [name, operands] = line.split('=').map((side) => side.trim()) as [string, string]
      const [a, b, ...more] = operands.split(' ').map(at) as [Ref, Ref?, ...Ref[]]
      const isSupported = name.toLowerCase() === name
      const args = b ? (more.length > 0 ? { xs: [a, b, ...more], axis: 0 } : { a, b }) : { x: a }
      const op =
        more.length > 0 ? 'concat' : b ? (isSupported ? 'add' : 'mul') : isSupported ? 'relu' : 'tanh'
      values.set(name, g.op(op, name, args))
    }
    return results.map(at)
  })
}

const isSupported: OperatorSupport = ({ name }) =>
  name.toLowerCase() === name ? null : 'it is written large'

const partitionsOf = (graph: Graph, options: PartitionOptions = ONE): string[] =>
  partitionByCapability(graph, isSupported, options).partitions.map(({ nodes }) =>
    nodes.map(({ name }) => name).join(' '),
  )

describe('partitionByCapability', () => {
  it.each<[string, Graph, string[]]>([
    ['a linear chain', shape('a = x, b = a, c = b', 'c'), ['a b c']],
    ['a chain cut in the middle', shape('a = x, b = a, U = b, c = U, d = c', 'd'), ['a b', 'c d']],
    ['a chain that begins and ends unsupported', shape('U = x, a = U, b = a, V = b', 'V'), ['a b']],
    ['nothing supported', shape('U = x, V = U', 'V'), []],
    ['nothing but inputs', shape('U = x', 'x'), []],
    ['a fork', shape('a = x, b = a, c = a, d = a', 'b', 'c', 'd'), ['a b c d']],
    ['a fork with an unsupported branch', shape('a = x, U = a, b = a, c = a', 'U', 'b', 'c'), ['a b c']],
    ['a join', shape('a = x, b = x, c = a b', 'c'), ['a b c']],
    ['a join with an unsupported side', shape('a = x, U = x, c = a U', 'c'), ['a c']],
    ['a diamond', shape('a = x, b = a, c = a, d = b c', 'd'), ['a b c d']],
    ['a diamond with an unsupported side', shape('a = x, b = a, U = a, d = b U', 'd'), ['a b', 'd']],
    ['a diamond with both sides unsupported', shape('a = x, U = a, V = a, d = U V', 'd'), ['a', 'd']],
    ['a residual around an unsupported call', shape('a = x, U = a, d = a U, e = d', 'e'), ['a', 'd e']],
    ['a residual around a supported call', shape('a = x, b = a, d = a b, e = d', 'e'), ['a b d e']],
    ['a long way round', shape('a = x, U = a, b = U, c = b, d = a c', 'd'), ['a', 'b c d']],
    ['two chains side by side', shape('a = x, c = x, b = a, d = c', 'b', 'd'), ['a b', 'c d']],
    ['siblings without a common neighbour', shape('U = x, a = U, b = U', 'a', 'b'), ['a', 'b']],
    ['siblings with a common user', shape('U = x, a = U, b = U, c = a b', 'c'), ['a b c']],
    ['nested diamonds', shape('a = x, b = a, c = b, d = b, e = c d, f = a, g = e f', 'g'), ['a b c d e f g']],
    [
      'a side that waits for an unsupported call',
      shape('a = x, b = a, U = x, c = U, d = b c', 'd'),
      ['a b c d'],
    ],
    [
      'a later chain that feeds back into none',
      shape('a = x, U = a, b = U, V = b, c = a, d = c', 'V', 'd'),
      ['a c d', 'b'],
    ],
    [
      'two chains that cross',
      shape('a = x, b = x, U = a, V = b, c = a V, d = b U', 'c', 'd'),
      ['a c', 'b', 'd'],
    ],
    ['a ladder', shape('a = x, U = a, b = a U, V = b, c = b V, W = c, d = c W', 'd'), ['a', 'b', 'c', 'd']],
    ['three branches with one cut', shape('a = x, b = a, U = a, c = a, d = b c U', 'd'), ['a b c', 'd']],
    ['a call that nobody reads', shape('a = x, b = a, c = a', 'b'), ['a b c']],
    ['a value used twice by one call', shape('a = x, b = a a', 'b'), ['a b']],
  ])('finds the partitions of %s', (_, graph, expected) => {
    expect(partitionsOf(graph)).toEqual(expected)
    const split = fusePartitions(graph, partitionByCapability(graph, isSupported, ONE).partitions)
    for (const each of [split.graph, ...split.parts.values()]) verify(each, opCatalog)
  })

  it('gives the same partitions for the same graph written in another order', () => {
    const names = (text: string) =>
      partitionsOf(shape(text, 'd', 'e')).map((nodes) => nodes.split(' ').sort().join(' '))
    const first = names('a = x, b = a, U = b, c = a, d = c, e = U')
    expect(names('a = x, c = a, d = c, b = a, U = b, e = U')).toEqual(first)
    expect(first).toEqual(['a b c d', 'e'])
  })

  it('leaves out partitions that are too small, unless an op is worth it', () => {
    const graph = shape('a = x, U = a, b = U, c = b, V = c, d = V', 'd')
    expect(partitionsOf(graph, {})).toEqual(['b c'])
    expect(partitionsOf(graph, { minNodes: 3 })).toEqual([])
    expect(partitionsOf(graph, { allowSingleNode: ['relu'] })).toEqual(['a', 'b c', 'd'])
  })

  it('leaves out calls that compute nothing where a partition begins or ends', () => {
    const graph = buildGraph((g) => {
      const flat = g.op('flatten', 'flat', { x: g.input('x', [BATCH, 2, 2]), rows: BATCH })
      const a = g.op('relu', 'a', { x: flat })
      const between = g.op('reshape', 'between', { x: a, shape: [BATCH, 2, 2] })
      const b = g.op('relu', 'b', { x: between })
      const back = g.op('reshape', 'back', { x: b, shape: [BATCH, 4] })
      return g.op('reshape', 'again', { x: back, shape: [BATCH, 2, 2] })
    })
    const { partitions, declined } = partitionByCapability(graph, isSupported)
    expect(partitions.map(({ nodes }) => nodes.map(({ name }) => name))).toEqual([['a', 'between', 'b']])
    expect([...declined]).toEqual(
      ['flat', 'back', 'again'].map((name) => [name, 'it computes nothing, at the edge of a partition']),
    )
    // What lies between counts no more than what lies at the ends.
    expect(partitionsOf(graph, { minNodes: 3 })).toEqual([])
    expect(partitionsOf(graph, { computesNothing: () => false })).toEqual(['flat a between b back again'])
  })

  it('makes no partition of calls that compute nothing', () => {
    const graph = buildGraph((g) => g.op('flatten', 'flat', { x: g.input('x', [BATCH, 2, 2]), rows: BATCH }))
    expect(partitionsOf(graph)).toEqual([])
  })

  it('says for each call in no partition why', () => {
    const graph = shape('a = x, U = a, b = U', 'b')
    expect([...partitionByCapability(graph, isSupported).declined]).toEqual([
      ['a', 'its partition has 1 call, fewer than 2'],
      ['U', 'it is written large'],
      ['b', 'its partition has 1 call, fewer than 2'],
    ])
  })

  it('puts each supported call of a chain of 19,999 into one partition', () => {
    const graph = chain(19_999)
    const { partitions } = partitionByCapability(graph, supportsOps(['relu']))
    expect(partitions.map(({ nodes }) => nodes.length)).toEqual([19_999])
    const cut = partitionByCapability(graph, ({ id }) => (id % 3 === 0 ? 'every third' : null))
    // The call behind the last cut is alone.
    expect(cut.partitions).toHaveLength(6_666)
    expect(cut.declined.size).toBe(6_667)
  })

  it('takes 10,000 branches of one fork, each with a call that is not supported beside it', () => {
    const branches = Array.from(
      { length: 10_000 },
      (_, i) => `b${i} = a, c${i} = b${i}, U${i} = x, d${i} = c${i} U${i}`,
    )
    const results = branches.map((_, i) => `d${i}`)
    expect(
      partitionsOf(shape(`a = x, ${branches.join(', ')}, all = ${results.join(' ')}`, 'all')),
    ).toHaveLength(1)
  })

  it('never makes a cycle, and leaves no two neighbours that could be merged', () => {
    fc.assert(
      fc.property(randomDag(30), fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (graph, flags) => {
        const support: OperatorSupport = (node) => (flags[graph.indexOf(node.id) % 30] ? null : 'by chance')
        const { partitions, declined } = partitionByCapability(graph, support, { minNodes: 1 })
        const { graph: parent } = fusePartitions(graph, partitions)
        verify(parent, opCatalog)
        const calls = graph.nodes.filter(({ kind }) => kind === 'call_function').length
        expect(declined.size + partitions.reduce((sum, { nodes }) => sum + nodes.length, 0)).toBe(calls)
        for (const call of parent.nodes.filter(({ kind }) => kind === 'call_module')) {
          for (const input of parent.inputsOf(call.id).filter(({ kind }) => kind === 'call_module')) {
            const merged = partitions.map((each) =>
              each.name === input.target ? { ...each, name: call.target } : each,
            )
            expect(() => fusePartitions(graph, merged)).toThrow('in a cycle')
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('refuses to fuse partitions that need each other', () => {
    const graph = shape('a = x, U = a, b = U', 'b')
    const nodes = ['a', 'b'].map((name) => graph.find(name)!)
    expect(() => fusePartitions(graph, [{ name: 'p', nodes }])).toThrow("b of 'p' reads U, U reads a of 'p'")
  })
})

/** A chain of relu, built without inferring each type. */
function chain(length: number): Graph {
  const type = tensorType('float32', [BATCH, 4])
  return buildGraph((g) => {
    let value = g.input('x', [BATCH, 4])
    for (let i = 0; i < length; i++) {
      const { id } = g.edit.append({ kind: 'call_function', target: 'relu', args: { x: value }, type })
      value = new Ref(id)
    }
    return value
  })
}

describe('operator support', () => {
  const graph = shape('a = x, U = a, s = a U', 's')
  const reason = (support: OperatorSupport, name: string) => support(graph.find(name)!, graph)

  it('answers with why not', () => {
    expect(reason(supportsOps(['relu', 'mul']), 'a')).toBeNull()
    expect(reason(supportsOps(['relu', 'mul']), 'U')).toBe('tanh is not supported')
    expect(reason(declineNodes(['a']), 'a')).toBe('it is declined by name')
    expect(reason(declineNodes(['a']), 's')).toBeNull()
    expect(reason(declineDType('float32'), 'a')).toBe('its result is float32')
    expect(reason(declineDType('int8'), 's')).toBeNull()
  })

  it('looks at the dtypes of operands too', () => {
    const mixed = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const type = tensorType('int32', [BATCH])
      return g.edit.append({ kind: 'call_module', target: 'argMax', name: 'best', args: { x }, type }) && x
    })
    expect(declineDType('float32')(mixed.find('best')!, mixed)).toBe('it reads x, which is float32')
  })

  it('composes', () => {
    const both = all(supportsOps(['relu']), declineNodes(['a']))
    expect(reason(both, 'a')).toBe('it is declined by name')
    expect(reason(both, 'U')).toBe('tanh is not supported')
    const either = anyOf(supportsOps(['relu']), supportsOps(['add']))
    expect(reason(either, 'a')).toBeNull()
    expect(reason(either, 's')).toBeNull()
    expect(reason(either, 'U')).toBe('tanh is not supported, and tanh is not supported')
    expect(reason(all(), 'U')).toBeNull()
    expect(reason(anyOf(), 'U')).toBe('nothing is supported')
  })
})
