import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type FxNode, type Graph, printGraph, Ref, tensorType, verify } from '@tsfx/ir'
import { bindTfjs, opCatalog, type Value } from '@tsfx/ops'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { BATCH, buildGraph, difference, inputsFor } from '../graphs.fixture.ts'
import { resultDifference, resultNumbers } from '../manager/numericCheck.ts'
import { inlineParts } from './inlineParts.ts'
import { interpretSplit } from './interpretSplit.ts'
import { isAcyclic } from './isAcyclic.fixture.ts'
import { randomDag } from './randomDag.fixture.ts'
import { splitByTags } from './splitByTags.ts'
import { type GraphSplit, splitGraph } from './splitGraph.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const text = (graph: Graph): string => `\n${printGraph(graph, { places: false })}\n`

function verifySplit({ graph, parts }: GraphSplit): void {
  for (const each of [graph, ...parts.values()]) verify(each, opCatalog)
}

function numbersOf(value: Value): Float64Array[] {
  const tensors = Array.isArray(value) ? value : Object.values(value)
  const all = 'dataId' in value ? [value] : tensors
  return all.map((tensor: tf.Tensor) => {
    const numbers = Float64Array.from(tensor.dataSync())
    tensor.dispose()
    return numbers
  })
}

function splitDifference(graph: Graph, split: GraphSplit): string | null {
  const inputs = inputsFor(graph)
  const expected = resultNumbers(graph, { inputs, tolerance: 0 })
  return resultDifference(expected, numbersOf(interpretSplit(split, inputs)), 0)
}

const net = (): Graph =>
  buildGraph((g) => {
    const x = g.input('x', [BATCH, 4])
    g.input('unused', [BATCH, 1])
    const shift = g.param('shift', [4])
    const a = g.op('add', 'shifted', { a: x, b: shift }, { scope: 'stem', comment: 'Shift.' })
    const b = g.op('relu', 'positive', { x: a }, { scope: 'stem' })
    const c = g.op('sigmoid', 'gate', { x: b })
    const d = g.op('mul', 'gated', { a: b, b: c }, { scope: 'head' })
    return g.op('add', 'result', { a: d, b: shift }, { scope: 'head' })
  })

const byScope = (graph: Graph): GraphSplit => splitGraph(graph, (node) => node.scope || null)

describe('splitGraph', () => {
  it('leaves a call in the parent for which there is no answer, and refuses one that is no name', () => {
    const graph = buildGraph((g) => {
      const a = g.op('relu', 'a', { x: g.input('x', [BATCH, 2]) })
      return g.op('tanh', 'b', { x: a })
    })
    const { partOf } = splitGraph(graph, (node) => ({ a: 'first' })[node.name])
    expect([...partOf]).toEqual([['a', 'first']])
    const numbered = (node: FxNode) => (node.name === 'a' ? 0 : 1) as unknown as string
    expect(() => splitGraph(graph, numbered)).toThrow(
      "TSFX2042 a part cannot be called '0', which is no string",
    )
  })

  it('makes a parent that calls the parts, and a graph of each part', () => {
    const { graph, parts, partOf } = byScope(net())
    expect(text(graph)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 4], unused: float32[batch, 1])
        stem = this.stem(x)           : float32[batch, 4]
        gate = sigmoid(stem)          : float32[batch, 4]
        head = this.head(stem, gate)  : float32[batch, 4]
        return head
      "
    `)
    expect(text(parts.get('stem')!)).toMatchInlineSnapshot(`
      "
      stem(x: float32[batch, 4])
        shift = get_attr shift    : float32[4]
        shifted = add(x, shift)   : float32[batch, 4]
        positive = relu(shifted)  : float32[batch, 4]
        return positive
      "
    `)
    expect(text(parts.get('head')!)).toMatchInlineSnapshot(`
      "
      head(positive: float32[batch, 4], gate: float32[batch, 4])
        gated = mul(positive, gate)  : float32[batch, 4]
        shift = get_attr shift       : float32[4]
        result = add(gated, shift)   : float32[batch, 4]
        return result
      "
    `)
    expect([...partOf]).toEqual([
      ['shifted', 'stem'],
      ['positive', 'stem'],
      ['gated', 'head'],
      ['result', 'head'],
    ])
  })

  it('computes what the graph computes, and disposes what it computes on the way', () => {
    const graph = net()
    const split = byScope(graph)
    verifySplit(split)
    expect(splitDifference(graph, split)).toBeNull()
    const inputs = inputsFor(graph)
    const tensors = tf.memory().numTensors
    tf.dispose(interpretSplit(split, inputs) as tf.Tensor)
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it('gives each part the parameters that it reads, and the parent those that are left', () => {
    const graph = buildGraph((g) => {
      const [x, shared, own] = [g.input('x', [BATCH, 4]), g.param('shared', [4]), g.param('own', [4])]
      g.param('unread', [1])
      const a = g.op('add', 'a', { a: x, b: shared })
      const b = g.op('add', 'b', { a, b: shared })
      return g.op('add', 'c', { a: b, b: own })
    })
    const { graph: parent, parts } = splitByTags(graph, { one: ['a'], two: ['b', 'c'] })
    const paths = (each: Graph): string[] => [...each.params.keys()]
    expect(paths(parts.get('one')!)).toEqual(['shared'])
    expect(paths(parts.get('two')!)).toEqual(['shared', 'own'])
    expect(paths(parent)).toEqual(['unread'])
  })

  it('keeps names, places, comments and meta, and says what the call was made from', () => {
    const graph = net()
    const { graph: parent, parts } = byScope(graph)
    const node = parts.get('stem')!.find('shifted')!
    const { name, target, scope, meta, type } = graph.find('shifted')!
    expect(node).toMatchObject({ name, target, scope, meta, type })
    expect(parent.find('stem')?.meta.from?.map((source) => source.name)).toEqual(['positive'])
  })

  it('calls a part by a name of its own when a node has that of the part', () => {
    const graph = net()
    const split = splitByTags(graph, { gate: ['gated', 'result'], x: ['shifted'] })
    verifySplit(split)
    const calls = split.graph.nodes.filter(({ kind }) => kind === 'call_module')
    expect(calls.map(({ name, target }) => [name, target])).toEqual([
      ['x_1', 'x'],
      ['gate_1', 'gate'],
    ])
    expect(split.graph.find('gate')).toMatchObject({ target: 'sigmoid' })
    expect(text(inlineParts(split))).toBe(text(graph))
  })

  it('keeps the type of each result', () => {
    const { graph, parts } = byScope(net())
    const { type } = graph.find('stem')!
    expect(type).toEqual(net().find('positive')!.type)
    expect(parts.get('stem')!.output?.type).toEqual(type)
  })

  it('splits a graph without types', () => {
    const untyped = net().edit((edit) => {
      for (const node of edit.base.nodes) edit.update(node.id, { type: null })
    }).graph
    const split = byScope(untyped)
    verifySplit(split)
    expect(text(inlineParts(split))).toBe(text(untyped))
  })

  it('splits a chain of 20,000 nodes, and puts it back', () => {
    const type = tensorType('float32', [BATCH, 4])
    const graph = buildGraph((g) => {
      let value = g.input('x', [BATCH, 4])
      for (let i = 0; i < 20_000; i++)
        value = new Ref(g.edit.append({ kind: 'call_function', target: 'relu', args: { x: value }, type }).id)
      return value
    })
    const split = splitGraph(graph, ({ id }) => (id % 1000 === 0 ? null : `part_${Math.floor(id / 1000)}`))
    expect(split.parts.size).toBe(20)
    expect(inlineParts(split).nodes).toHaveLength(graph.nodes.length)
  })

  it('returns a record from a part with several results, and names items of values', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const a = g.op('relu', 'a', { x })
      const b = g.op('tanh', 'b', { x })
      const type = { kind: 'tuple', items: [0, 1].map(() => g.edit.node(x.node).type!) } as const
      const pair = g.edit.append({ kind: 'call_module', target: 'pair', args: { x }, type })
      const c = g.op('mul', 'c', { a: b, b: a })
      return { c, d: g.op('add', 'd', { a: new Ref(pair.id, 1), b: new Ref(pair.id, 0) }) }
    })
    const split = splitByTags(graph, { two: ['a', 'b'], items: ['pair'], sum: ['d'] })
    verifySplit(split)
    expect(text(split.graph)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 4])
        two = this.two(x)                           : { a: float32[batch, 4], b: float32[batch, 4] }
        items = this.items(x)                       : { pair_1: float32[batch, 4], pair_0: float32[batch, 4] }
        c = mul(two.b, two.a)                       : float32[batch, 4]
        sum = this.sum(items.pair_1, items.pair_0)  : float32[batch, 4]
        return {c: c, d: sum}
      "
    `)
    expect(text(split.parts.get('sum')!)).toMatchInlineSnapshot(`
      "
      sum(pair_1: float32[batch, 4], pair_0: float32[batch, 4])
        d = add(pair_1, pair_0)  : float32[batch, 4]
        return d
      "
    `)
    expect(text(inlineParts(split))).toBe(text(graph))
  })

  it('gives a part whose values nobody reads a result all the same', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      g.op('dropout', 'random', { x, rate: 0.5 })
      return x
    })
    const split = splitGraph(graph, () => 'part')
    verifySplit(split)
    expect(inlineParts(split).find('random')).not.toBeNull()
  })

  it('keeps the opaque modules of a part with what they own', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      g.edit.setParam('opaque.weight', {
        handle: g.edit.param('w') ?? { kind: 'bytes', shape: [1], dtype: 'float32', digest: 'd' },
        data: new Float32Array(1),
      })
      return new Ref(
        g.edit.append({ kind: 'call_module', target: 'opaque', args: { x }, type: g.edit.node(x.node).type })
          .id,
      )
    })
    const split = splitGraph(graph, () => 'part')
    expect([...split.parts.get('part')!.params.keys()]).toEqual(['opaque.weight'])
    const inputs = inputsFor(graph)
    const result = interpretSplit(split, inputs, {
      callModule: (path, { x }) => (path === 'opaque' ? tf.neg(x as tf.Tensor) : []),
    })
    expect(numbersOf(result)[0]![0]).toBe(-inputs.x!.dataSync()[0]!)
  })

  it('runs a part that cannot tell a named dim from its inputs', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const twice = g.op('concat', 'twice', { xs: [x, x], axis: 0 })
      const rows = g.edit.node(x.node).type
      const relu = g.op('relu', 'r', { x: twice })
      return g.op('reshape', 'back', { x: relu, shape: [rows?.kind === 'tensor' ? rows.shape[0] : 0, 8] })
    })
    const split = splitByTags(graph, { tail: ['r', 'back'] })
    expect(splitDifference(graph, split)).toBeNull()
  })

  it('cuts between integers', () => {
    const output = { scale: 0.01, zeroPoint: 3, dtype: 'int8' }
    const graph = buildGraph((g) => {
      const q = g.op('quantize', 'q', { x: g.input('x', [BATCH, 4]), output })
      const y = g.op('q.relu', 'y', { x: q, output })
      return g.op('dequantize', 'real', { x: g.op('q.add', 'sum', { a: y, b: q, output }) })
    })
    const split = splitByTags(graph, { first: ['y'], second: ['sum'] })
    verifySplit(split)
    expect(splitDifference(graph, split)).toBeNull()
    expect(text(inlineParts(split))).toBe(text(graph))
  })

  it('keeps a part together although other nodes stand between its own', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const a = g.op('relu', 'a', { x })
      const other = g.op('tanh', 'other', { x })
      const b = g.op('sigmoid', 'b', { x: a })
      return [other, b]
    })
    const { graph: parent } = splitByTags(graph, { part: ['a', 'b'] })
    expect(parent.nodes.map((node) => node.name)).toEqual(['x', 'part', 'other', 'output'])
  })

  it('spells out a cycle between two parts', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4])
      const a1 = g.op('relu', 'a1', { x })
      const b1 = g.op('tanh', 'b1', { x })
      const a2 = g.op('sigmoid', 'a2', { x: b1 })
      return [g.op('relu', 'b2', { x: a1 }), a2]
    })
    const split = () => splitByTags(graph, { a: ['a1', 'a2'], b: ['b1', 'b2'] })
    expect(split).toThrow("b2 of 'b' reads a1 of 'a'")
    expect(split).toThrow("a2 of 'a' reads b1 of 'b'")
  })

  it('spells out a cycle through the parent, by its ends when it is long', () => {
    const graph = buildGraph((g) => {
      let value = g.op('relu', 'first', { x: g.input('x', [BATCH, 4]) })
      for (let i = 0; i < 30; i++) value = g.op('tanh', 'between', { x: value })
      return g.op('relu', 'last', { x: value })
    })
    expect(() => splitByTags(graph, { a: ['first', 'last'] })).toThrow(
      /last of 'a' reads between_29, .*19 more steps.*, between reads first of 'a'/,
    )
  })

  it.each<[string, Record<string, string[]>, string]>([
    ['an unknown name', { a: ['nothing'] }, "'a' lists nothing, which is no node of Net"],
    ['an input', { a: ['x'] }, 'is a placeholder and no call'],
    ['a name in two lists', { a: ['gate'], b: ['gate'] }, "is in 'a' already"],
  ])('refuses %s', (_, tags, problem) => {
    expect(() => splitByTags(net(), tags)).toThrow(problem)
  })
})

/** Says whether the parts, each as one, and the other nodes can be put in order. */
function canBeSplit(graph: Graph, tagOf: (node: FxNode) => string | null): boolean {
  const tags = ['a', 'b', 'c']
  const inputs = graph.nodes.map(({ id }) =>
    graph
      .inputsOf(id)
      .filter(({ kind }) => kind !== 'get_attr')
      .map((input) => graph.indexOf(input.id)),
  )
  const isCall = (node: FxNode): boolean => node.kind === 'call_function'
  return isAcyclic(
    inputs,
    graph.nodes.map((node, i) => {
      const tag = isCall(node) ? tagOf(node) : null
      return tag === null ? i : -1 - tags.indexOf(tag)
    }),
  )
}

describe('inlineParts', () => {
  it('brings back the graph', () => {
    const graph = net()
    expect(text(inlineParts(byScope(graph)))).toBe(text(graph))
  })

  it('takes parts that were rewritten, with a parameter changed in one of them', () => {
    const graph = net()
    const split = byScope(graph)
    const head = split.parts.get('head')!
    const changed = head.edit((edit) => {
      const handle = edit.param('shift')!
      edit.setParam('shift', { handle: { ...handle, digest: 'changed' }, data: new Float32Array(4) })
    }).graph
    const inlined = inlineParts({ graph: split.graph, parts: new Map([...split.parts, ['head', changed]]) })
    verify(inlined, opCatalog)
    expect([...inlined.params.keys()]).toEqual(['shift', 'shift_1'])
  })

  it('is the inverse of splitGraph on random graphs and random parts', () => {
    let splits = 0
    fc.assert(
      fc.property(
        randomDag(14),
        fc.array(fc.constantFrom(null, 'a', 'b', 'c'), { minLength: 14, maxLength: 14 }),
        (graph, tags) => {
          const tagOf = (node: FxNode) => tags[graph.indexOf(node.id) % tags.length] ?? null
          if (!canBeSplit(graph, tagOf)) {
            expect(() => splitGraph(graph, tagOf)).toThrow('TSFX2041')
            return
          }
          const split = splitGraph(graph, tagOf)
          splits++
          verifySplit(split)
          expect(splitDifference(graph, split)).toBeNull()
          const inlined = inlineParts(split)
          verify(inlined, opCatalog)
          expect(difference(graph, inlined)).toBeNull()
          const nodes = (each: Graph) => each.nodes.map(({ name, target }) => `${name} ${target}`).sort()
          expect(nodes(inlined)).toEqual(nodes(graph))
          expect([...inlined.params.keys()].sort()).toEqual([...graph.params.keys()].sort())
        },
      ),
      { numRuns: 300 },
    )
    expect(splits).toBeGreaterThan(50)
  })
})
