import { describe, expect, it } from 'vitest'
import type { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { graphFromJson, graphToJson } from './graphJson.ts'
import { smallGraph } from './graphs.fixture.ts'
import { decode, type Json } from './jsonForm.ts'
import type { Patch } from './patch.ts'
import { patchesFromJson } from './patchesJson.ts'
import { printProvenance, tracedSources } from './provenance.ts'

const roundTrip = (graph: Graph): Graph =>
  graphFromJson(JSON.parse(JSON.stringify(graphToJson(graph))) as Json)

/** One node made anew `times` times, each time from itself twice. */
function remade(times: number): Graph {
  let graph = Graph.empty().edit((edit) =>
    edit.append({ kind: 'call_function', target: 'f', name: 'traced' }),
  ).graph
  for (let i = 0; i < times; i++) {
    graph = graph.edit((edit) => {
      const [node, twin] = edit.base.nodes as readonly [FxNode, FxNode | undefined]
      const from = [node, twin ?? node]
      edit.attributeTo(`pass${i}`)
      edit.append({ kind: 'call_function', target: 'f', from })
      edit.append({ kind: 'call_function', target: 'g', from })
      for (const old of new Set(from)) edit.erase(old.id)
    }).graph
  }
  return graph
}

describe('sources of nodes in JSON', () => {
  it('are there again, each written once', () => {
    const graph = remade(40)
    const document = graphToJson(graph) as { readonly sources: readonly Json[] }
    expect(document.sources).toHaveLength(1 + 39 * 2)
    const read = roundTrip(graph)
    expect(printProvenance(read.nodes[0]!)).toBe(printProvenance(graph.nodes[0]!))
    const [f, g] = read.nodes
    expect(f?.meta.from?.[0]).toBe(g?.meta.from?.[0])
    expect(tracedSources(read.nodes[1]!).map(({ name }) => name)).toEqual(['traced'])
    expect(JSON.stringify(graphToJson(read))).toBe(JSON.stringify(graphToJson(graph)))
  })

  it('may be as long a chain as a pass run to fixpoint leaves', () => {
    let graph = Graph.empty().edit((edit) =>
      edit.append({ kind: 'call_function', target: 'f', name: 'traced' }),
    ).graph
    for (let i = 0; i < 20_000; i++)
      graph = graph.edit((edit) => edit.update(graph.nodes[0]!.id, { target: `f${i}` })).graph
    expect(tracedSources(roundTrip(graph).nodes[0]!).map(({ target }) => target)).toEqual(['f'])
  })

  const document = graphToJson(remade(2)) as { readonly sources: readonly Record<string, Json>[] } & Record<
    string,
    Json
  >
  const [first, ...others] = document.sources as [Record<string, Json>, ...Record<string, Json>[]]
  it.each<[string, Json]>([
    ['a source of itself', [{ ...first, from: [0] }, ...others]],
    ['a source that comes later', [{ ...first, from: [1] }, ...others]],
    ['no sources', []],
    ['a source of no kind', [{ ...first, kind: 'evil' }, ...others]],
    ['a source with a loc that is text', [{ ...first, loc: 'here' }, ...others]],
    ['a source without name', [{ ...first, name: null }, ...others]],
    ['a table that is none', { length: 9 }],
  ])('refuses %s (TSFX0005)', (_, sources) => {
    expect(() => graphFromJson({ ...document, sources })).toThrow('TSFX0005')
  })
})

describe('a node in JSON', () => {
  const document = graphToJson(smallGraph()) as Record<string, Json> & { readonly nodes: readonly Json[] }
  const node = document.nodes[0] as Record<string, Json>
  const tensor = { kind: 'tensor', dtype: 'int8', shape: [2] }
  const q = { scale: [1], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
  const without = (field: string): Json =>
    Object.fromEntries(Object.entries(node).filter(([key]) => key !== field))

  const inGraph = (json: Json): Graph => graphFromJson({ ...document, nodes: [json] })
  const inPatch = (json: Json): readonly Patch[] => {
    const patches = [{ op: 'add', path: ['slots', 0], value: { node: json, prev: null, next: null } }]
    return patchesFromJson({ format: 'tsfx-patches', version: 3, sources: [], patches })
  }

  it.each<[string, Json]>([
    ['of a tensor', { ...tensor, q }],
    ['of named sizes', { ...tensor, shape: [{ $dim: [[2, ['B']]] }] }],
    [
      'with a scale for each channel',
      { ...tensor, q: { ...q, scale: [1, 2], zeroPoint: [0, 0], axes: [0] } },
    ],
    ['of a tree', { kind: 'record', fields: { y: { kind: 'tuple', items: [tensor] } } }],
  ])('may have a type %s', (_, type) => {
    expect(inGraph({ ...node, type }).nodes[0]?.type).toEqual(decode(type))
    expect(inPatch({ ...node, type })).toHaveLength(1)
  })

  it.each<[string, Json]>([
    ['no type', without('type')],
    ['no loc', without('loc')],
    ['no meta', without('meta')],
    ['a loc that is text', { ...node, loc: 'here' }],
    ['a loc without a file', { ...node, loc: { line: 1, column: 1 } }],
    ['a loc with a line that is text', { ...node, loc: { file: 'a', line: '1', column: 1 } }],
    ['a comment that is none', { ...node, meta: { comment: 3 } }],
    ['a pass that is none', { ...node, meta: { pass: ['p'] } }],
    ['an origin that is none', { ...node, meta: { origin: { module: 'm' } } }],
    ['a part that is no flag', { ...node, meta: { part: 'yes' } }],
    ['from that is no list', { ...node, meta: { from: 0 } }],
    ['a tagged record that is none', { ...node, args: { x: { $record: [7] } } }],
    ['a tagged record without a value', { ...node, args: { x: { $record: [['a']] } } }],
    ['a ref to what has no text', { ...node, args: { x: { $ref: { toString: 1 } } } }],
    ['a number that has no text', { ...node, args: { x: { $number: { toString: 1 } } } }],
    ['a dim of no number', { ...node, args: { x: { $dim: [['2', ['B']]] } } }],
    ['a dim of a part', { ...node, args: { x: { $dim: [[0.5, ['B']]] } } }],
    ['a dim of no names', { ...node, args: { x: { $dim: [[2, [{ toString: 1 }]]] } } }],
  ])('is refused with %s (TSFX0005)', (_, json) => {
    expect(() => inGraph(json)).toThrow('TSFX0005')
    expect(() => inPatch(json)).toThrow('TSFX0005')
  })

  it.each<[string, Json]>([
    ['text', 'float32'],
    ['an unknown kind', { kind: 'zzz' }],
    ['an unknown dtype', { ...tensor, dtype: 'constructor' }],
    ['no shape', { ...tensor, shape: null }],
    ['a size that is no whole number', { ...tensor, shape: [4.5] }],
    ['a negative size', { ...tensor, shape: [-1] }],
    ['a size that is text', { ...tensor, shape: ['B'] }],
    ['a size that is a ref', { ...tensor, shape: [{ $ref: 0 }] }],
    ['items that are none', { kind: 'tuple', items: [null] }],
    ['fields that are a list', { kind: 'record', fields: [tensor] }],
    [
      'a bad type deep inside',
      { kind: 'record', fields: { y: { kind: 'tuple', items: [{ kind: 'zzz' }] } } },
    ],
    ['q that is null', { ...tensor, q: null }],
    ['a scale that is no list', { ...tensor, q: { ...q, scale: 1 } }],
    ['a scale that is text', { ...tensor, q: { ...q, scale: ['1'] } }],
    ['fewer zero points than scales', { ...tensor, q: { ...q, scale: [1, 2], axes: [0] } }],
    ['two scales for no axis', { ...tensor, q: { ...q, scale: [1, 2], zeroPoint: [0, 0] } }],
    ['an axis that is none', { ...tensor, q: { ...q, axes: [-1] } }],
    ['no range', { ...tensor, q: { ...q, qmax: null } }],
  ])('is refused with a type of %s (TSFX0005)', (_, type) => {
    expect(() => inGraph({ ...node, type })).toThrow('TSFX0005')
    expect(() => inPatch({ ...node, type })).toThrow('TSFX0005')
  })
})
