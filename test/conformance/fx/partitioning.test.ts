/** @file Partitions by what a backend supports, over the shapes of torch.fx's test_partitioner; splitting by tags; order. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  all,
  anyOf,
  declineDType,
  declineNodes,
  fusePartitions,
  type Graph,
  type GraphSplit,
  interpret,
  interpretSplit,
  type OperatorSupport,
  opCatalog,
  type PartitionOptions,
  partitionByCapability,
  type Ref,
  splitByTags,
  splitGraph,
  supportsOps,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { compute, type GraphSketch, named, names, refusal, sketch, usersOf } from './graphs.fixture.ts'

/** A graph from lines like `c = a b`, a call named `c` on `a` and `b`; names in capitals are not supported. */
function shape(lines: string, ...results: readonly string[]): Graph {
  return sketch((g: GraphSketch) => {
    const values = new Map<string, Ref>([['x', g.input('x')]])
    for (const line of lines.split(',')) {
      const [name, operands] = line.split('=').map((side) => side.trim()) as [string, string]
      const [a, b] = operands.split(' ').map((operand) => values.get(operand)!)
      const isSupported = name === name.toLowerCase()
      const made = b
        ? g.op(isSupported ? 'add' : 'mul', { a: a!, b }, { name })
        : g.op(isSupported ? 'relu' : 'tanh', { x: a! }, { name })
      values.set(name, made)
    }
    return results.map((name) => values.get(name)!)
  })
}

const isSupported: OperatorSupport = ({ name }) => (name === name.toLowerCase() ? null : 'it is in capitals')
const ONE = { minNodes: 1 }

const partitionsOf = (graph: Graph, options: PartitionOptions = ONE): readonly string[] =>
  partitionByCapability(graph, isSupported, options).partitions.map(({ nodes }) =>
    nodes.map(({ name }) => name).join(' '),
  )

function expectSameNumbers(split: GraphSplit, graph: Graph): void {
  const inputs = { x: tf.tensor1d([-0.5, 0.25]) }
  const numbers = (result: unknown) => (result as readonly tf.Tensor[]).map((tensor) => tensor.arraySync())
  expect(numbers(interpretSplit(split, inputs, { tf }))).toEqual(numbers(interpret(graph, inputs, { tf })))
}

/** The partitions of a shape, of which parent and parts are sound and compute what the whole computes. */
function fused(graph: Graph): readonly string[] {
  const { partitions } = partitionByCapability(graph, isSupported, ONE)
  const split = fusePartitions(graph, partitions)
  for (const each of [split.graph, ...split.parts.values()]) verify(each, opCatalog)
  expectSameNumbers(split, graph)
  return partitions.map(({ nodes }) => nodes.map(({ name }) => name).join(' '))
}

describe('the partitions', () => {
  it('of a chain are one', () => {
    expect(fused(shape('a = x, b = a, c = b', 'c'))).toEqual(['a b c'])
  })

  it('of a chain that is cut are the two sides', () => {
    expect(fused(shape('a = x, b = a, U = b, c = U, d = c', 'd'))).toEqual(['a b', 'c d'])
  })

  it('of a chain between unsupported ends are its middle', () => {
    expect(fused(shape('U = x, a = U, b = a, V = b', 'V'))).toEqual(['a b'])
  })

  it('of a graph that supports nothing are none', () => {
    expect(fused(shape('U = x, V = U', 'V'))).toEqual([])
  })

  it('of a fork are one', () => {
    expect(fused(shape('a = x, b = a, c = a, d = a', 'b', 'c', 'd'))).toEqual(['a b c d'])
  })

  it('of a fork with an unsupported branch leave that branch out', () => {
    expect(fused(shape('a = x, U = a, b = a, c = a', 'U', 'b', 'c'))).toEqual(['a b c'])
  })

  it('of a join are one', () => {
    expect(fused(shape('a = x, b = x, c = a b', 'c'))).toEqual(['a b c'])
  })

  it('of a join with an unsupported side are the other side and what joins', () => {
    expect(fused(shape('a = x, U = x, c = a U', 'c'))).toEqual(['a c'])
  })

  it('of a diamond are one', () => {
    expect(fused(shape('a = x, b = a, c = a, d = b c', 'd'))).toEqual(['a b c d'])
  })

  it('of a diamond with an unsupported side do not hold both ends', () => {
    expect(fused(shape('a = x, b = a, U = a, d = b U', 'd'))).toEqual(['a b', 'd'])
  })

  it('of a diamond with unsupported sides are its ends', () => {
    expect(fused(shape('a = x, U = a, V = a, d = U V', 'd'))).toEqual(['a', 'd'])
  })

  it('of a residual around an unsupported call do not close over it', () => {
    expect(fused(shape('a = x, U = a, d = a U, e = d', 'e'))).toEqual(['a', 'd e'])
  })

  it('of a residual around a supported call are one', () => {
    expect(fused(shape('a = x, b = a, d = a b, e = d', 'e'))).toEqual(['a b d e'])
  })

  it('of a long way round through an unsupported call are two', () => {
    expect(fused(shape('a = x, U = a, b = U, c = b, d = a c', 'd'))).toEqual(['a', 'b c d'])
  })

  it('of two chains side by side are two', () => {
    expect(fused(shape('a = x, c = x, b = a, d = c', 'b', 'd'))).toEqual(['a b', 'c d'])
  })

  it('of siblings behind an unsupported call are apart', () => {
    expect(fused(shape('U = x, a = U, b = U', 'a', 'b'))).toEqual(['a', 'b'])
  })

  it('of siblings with a user in common are one', () => {
    expect(fused(shape('U = x, a = U, b = U, c = a b', 'c'))).toEqual(['a b c'])
  })

  it('of nested diamonds are one', () => {
    const nested = shape('a = x, b = a, c = b, d = b, e = c d, f = a, g = e f', 'g')
    expect(fused(nested)).toEqual(['a b c d e f g'])
  })

  it('of a side that waits for an unsupported call hold what does not depend on it first', () => {
    expect(fused(shape('a = x, b = a, U = x, c = U, d = b c', 'd'))).toEqual(['a b c d'])
  })

  it('of chains that cross are cut where they would need each other', () => {
    expect(fused(shape('a = x, b = x, U = a, V = b, c = a V, d = b U', 'c', 'd'))).toEqual(['a c', 'b', 'd'])
  })

  it('of a ladder are its rungs', () => {
    const ladder = shape('a = x, U = a, b = a U, V = b, c = b V, W = c, d = c W', 'd')
    expect(fused(ladder)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('of three branches with one cut hold the two that are whole', () => {
    expect(fused(shape('a = x, b = a, U = a, c = b a, d = c U', 'd'))).toEqual(['a b c', 'd'])
  })

  it('hold a call that nothing reads', () => {
    expect(fused(shape('a = x, b = a, c = a', 'b'))).toEqual(['a b c'])
  })

  it('hold a call that uses one value twice', () => {
    expect(fused(shape('a = x, b = a a', 'b'))).toEqual(['a b'])
  })

  it('of a later chain that feeds nothing unsupported are grown past it', () => {
    const late = shape('a = x, U = a, b = U, V = b, c = a, d = c', 'V', 'd')
    expect(fused(late)).toEqual(['a c d', 'b'])
  })
})

describe('what is worth a partition', () => {
  const spread = shape('a = x, U = a, b = U, c = b, V = c, d = V', 'd')

  it('has two calls unless said otherwise', () => {
    expect(partitionsOf(spread, {})).toEqual(['b c'])
  })

  it('has as many calls as the caller asks for', () => {
    expect(partitionsOf(spread, { minNodes: 3 })).toEqual([])
  })

  it('may be one call of an op that is worth it', () => {
    expect(partitionsOf(spread, { allowSingleNode: ['relu'] })).toEqual(['a', 'b c', 'd'])
  })

  it('does not begin or end with calls that compute nothing', () => {
    const graph = sketch((g) => {
      const wide = g.op('reshape', { x: g.input('x', [4]), shape: [2, 2] }, { name: 'first' })
      const b = g.op('relu', { x: g.op('relu', { x: wide }, { name: 'a' }) }, { name: 'b' })
      return g.op('reshape', { x: b, shape: [4] }, { name: 'last' })
    })
    expect(partitionsOf(graph)).toEqual(['a b'])
    expect(partitionsOf(graph, { ...ONE, computesNothing: () => false })).toEqual(['first a b last'])
  })

  it('keeps calls that compute nothing between those that compute', () => {
    const graph = sketch((g) => {
      const a = g.op('relu', { x: g.input('x', [4]) }, { name: 'a' })
      return g.op('relu', { x: g.op('reshape', { x: a, shape: [2, 2] }, { name: 'between' }) }, { name: 'b' })
    })
    expect(partitionsOf(graph)).toEqual(['a between b'])
  })

  it('is said of each call that is left out', () => {
    const { declined } = partitionByCapability(shape('a = x, U = a, b = U', 'b'), isSupported)
    expect([...declined]).toEqual([
      ['a', 'its partition has 1 call, fewer than 2'],
      ['U', 'it is in capitals'],
      ['b', 'its partition has 1 call, fewer than 2'],
    ])
  })
})

describe('order', () => {
  const sorted = (graph: Graph) => partitionsOf(graph).map((nodes) => nodes.split(' ').sort().join(' '))

  it('of the nodes in the graph does not change the partitions', () => {
    const first = sorted(shape('a = x, b = a, U = b, c = a, d = c, e = U', 'd', 'e'))
    expect(sorted(shape('a = x, c = a, d = c, b = a, U = b, e = U', 'd', 'e'))).toEqual(first)
  })

  it('of the partitions is that of their first nodes, in every run', () => {
    const text = 'a = x, U = a, b = U, V = b, c = V, d = c'
    const run = () => partitionByCapability(shape(text, 'd'), isSupported, ONE).partitions
    expect(
      run().map(({ name, nodes }) => `${name}: ${names(shape(text, 'd')).indexOf(nodes[0]!.name)}`),
    ).toEqual(['partition_0: 1', 'partition_1: 3', 'partition_2: 5'])
    expect(run().map(({ name }) => name)).toEqual(run().map(({ name }) => name))
  })

  it('of the parts is that in which the parent calls them', () => {
    const { graph, parts } = splitByTags(shape('a = x, b = a, c = b', 'c'), { late: ['c'], early: ['a'] })
    expect([...parts.keys()]).toEqual(['early', 'late'])
    expect(graph.nodes.filter(({ kind }) => kind === 'call_module').map(({ target }) => target)).toEqual([
      'early',
      'late',
    ])
  })
})

describe('fusing', () => {
  it('refuses partitions that would need each other, and spells out the way', () => {
    const graph = shape('a = x, U = a, b = U', 'b')
    const nodes = ['a', 'b'].map((name) => named(graph, name))
    expect(refusal(() => fusePartitions(graph, [{ name: 'p', nodes }]))).toMatch(
      /^TSFX2041: .*b of 'p' reads U, U reads a of 'p'/,
    )
  })

  it('takes a partition whose nodes have others between them in the graph', () => {
    const graph = shape('a = x, U = x, b = a, c = b U', 'c')
    const nodes = ['a', 'b'].map((name) => named(graph, name))
    const split = fusePartitions(graph, [{ name: 'p', nodes }])
    expect(names(split.parts.get('p')!).slice(1, -1)).toEqual(['a', 'b'])
    expect(names(split.graph)).toEqual(['x', 'p', 'U', 'c', 'output'])
    verify(split.graph, opCatalog)
    expectSameNumbers(split, graph)
  })

  it('goes through a model of a thousand layers', () => {
    const deep = sketch((g) => {
      let x = g.input('x')
      for (let i = 0; i < 1000; i++) x = g.op(i % 10 === 9 ? 'tanh' : 'relu', { x })
      return x
    })
    const { partitions } = partitionByCapability(deep, supportsOps(['relu']))
    expect(partitions).toHaveLength(100)
    verify(fusePartitions(deep, partitions).graph, opCatalog)
  })
})

describe('operator support', () => {
  const graph = shape('a = x, U = a, s = a U', 's')
  const reason = (support: OperatorSupport, name: string) => support(named(graph, name), graph)

  it('by op, by name and by dtype says why not', () => {
    expect(reason(supportsOps(['relu']), 'a')).toBeNull()
    expect(reason(supportsOps(['relu']), 'U')).toBe('tanh is not supported')
    expect(reason(declineNodes(['U']), 'U')).toBe('it is declined by name')
    expect(reason(declineDType('float32'), 's')).toBe('its result is float32')
  })

  it('of all needs every one of them', () => {
    const both = all(supportsOps(['relu', 'tanh']), declineNodes(['U']))
    expect([reason(both, 'a'), reason(both, 'U')]).toEqual([null, 'it is declined by name'])
  })

  it('of any needs one of them', () => {
    const either = anyOf(supportsOps(['relu']), supportsOps(['add']))
    expect([reason(either, 'a'), reason(either, 's')]).toEqual([null, null])
    expect(reason(either, 'U')).toBe('tanh is not supported, and tanh is not supported')
  })
})

describe('a split by tags', () => {
  const tagged = (): Graph => shape('a = x, b = a, c = b, d = b c', 'd')

  it('computes what the whole computes', () => {
    const split = splitByTags(tagged(), { left: ['a', 'b'], right: ['c', 'd'] })
    const [result] = interpretSplit(split, { x: tf.tensor1d([-1, 3]) }, { tf }) as readonly tf.Tensor[]
    expect([...result!.dataSync()]).toEqual([0, 6])
  })

  it('says of each call which part it is in, by its name in the whole', () => {
    const { partOf } = splitByTags(tagged(), { left: ['a', 'b'], right: ['d'] })
    expect(Object.fromEntries(partOf)).toEqual({ a: 'left', b: 'left', d: 'right' })
  })

  it('keeps comment, place and data of the user at each node', () => {
    const loc = { file: '/net.ts', line: 3, column: 5 }
    const whole = sketch((g) =>
      g.op(
        'exp',
        { x: g.op('relu', { x: g.input('x') }, { name: 'a', loc, meta: { comment: 'why' } }) },
        { name: 'b' },
      ),
    )
    const { parts } = splitByTags(whole, { part: ['a'] })
    const kept = named(parts.get('part')!, 'a')
    expect([kept.loc, kept.meta.comment]).toEqual([loc, 'why'])
  })

  it('keeps the form of the output', () => {
    const whole = sketch((g) => ({
      r: g.op('relu', { x: g.input('x') }, { name: 'a' }),
      pair: [g.input('y')],
    }))
    const { graph } = splitByTags(whole, { part: ['a'] })
    expect(Object.keys(graph.output!.args.value as object)).toEqual(['r', 'pair'])
    expect(graph.output!.type).toEqual(whole.output!.type)
  })

  it('gives back one value from a part with one result, and a record from one with several', () => {
    const one = splitByTags(tagged(), { part: ['a', 'b', 'c', 'd'] })
    expect(named(one.graph, 'part').type).toMatchObject({ kind: 'tensor' })
    const several = splitByTags(tagged(), { part: ['a', 'b', 'c'] })
    expect(Object.keys((named(several.graph, 'part').type as unknown as { fields: object }).fields)).toEqual([
      'b',
      'c',
    ])
  })

  it('refuses a name in two lists', () => {
    expect(refusal(() => splitByTags(tagged(), { left: ['a'], right: ['a'] }))).toMatch(
      /^TSFX2043: .*'left' already/,
    )
  })

  it('refuses a node that is no call', () => {
    expect(refusal(() => splitByTags(tagged(), { left: ['x'] }))).toMatch(/^TSFX2043: .*placeholder/)
  })

  it('gives each part the parameters that it reads, and shares those that two read', () => {
    const whole = sketch((g) => {
      const [x, w] = [g.input('x'), g.param('w', [2, 3])]
      const first = g.op('mul', { a: x, b: w }, { name: 'first' })
      return g.op(
        'mul',
        { a: g.op('mul', { a: first, b: w }, { name: 'second' }), b: g.param('v', [1, 1]) },
        { name: 'third' },
      )
    })
    const { parts } = splitGraph(whole, ({ name }) => (name === 'first' ? 'p' : 'q'))
    expect([...parts].map(([name, { params }]) => [name, [...params.keys()]])).toEqual([
      ['p', ['w']],
      ['q', ['w', 'v']],
    ])
    expect(parts.get('p')!.params.get('w')).toBe(parts.get('q')!.params.get('w'))
    expect(usersOf(whole, 'w')).toEqual(['first', 'second'])
    expect(compute(whole, [1, 1])).toEqual([4, 9])
  })
})
