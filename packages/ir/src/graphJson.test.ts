import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arg } from './arg.ts'
import { diff, isEmptyDiff } from './diff.ts'
import { addDims, multiplyDims, namedDim, printDim } from './dim.ts'
import { Graph } from './graph.ts'
import { graphFromJson, graphToJson } from './graphJson.ts'
import { argOver, named, param, smallGraph } from './graphs.fixture.ts'
import type { Json } from './jsonForm.ts'
import { moduleCallPlace } from './moduleCallPlace.ts'
import { moduleClass } from './moduleClass.ts'
import { patchesFromJson, patchesToJson } from './patchesJson.ts'
import { printGraph } from './printGraph.ts'
import { equalTypes, tensorType } from './valueType.ts'
import { verify } from './verify.ts'

const roundTrip = (graph: Graph): Graph =>
  graphFromJson(JSON.parse(JSON.stringify(graphToJson(graph))), graph.store)

const withArg = (arg: Arg, text: string): Graph =>
  Graph.empty({
    name: text,
    file: text,
    inputs: { [text]: [text, { __proto: text }] },
    modules: { [text]: text },
    calls: { [text]: { file: text, line: 3, column: 1 } },
  }).edit((edit) => {
    for (const target of ['a', 'b'])
      edit.append({ kind: 'placeholder', target, type: tensorType('float32', [namedDim('B')]) })
    edit.setParam(text, param(text))
    const comments = [{ scope: text, text }]
    const meta = { comment: text, comments, variable: text, variables: [text, null] }
    edit.append({ kind: 'call_function', target: text, args: { arg }, scope: text, meta })
    edit.append({ kind: 'output', target: 'output', args: { value: arg } })
  }).graph

describe('graph JSON', () => {
  it('gives back an equal graph: any argument, any text, -0, NaN, $ and __proto__ keys', () => {
    fc.assert(
      fc.property(
        argOver(2),
        fc.oneof(fc.string(), fc.constantFrom('__proto__', '$ref', '"\n')),
        (arg, text) => {
          const graph = withArg(arg, text)
          const read = roundTrip(graph)
          // Not toStrictEqual, which a key named constructor leads astray.
          expect(isDeepStrictEqual(read.nodes, graph.nodes)).toBe(true)
          expect(read.params).toStrictEqual(graph.params)
          expect(read.meta).toStrictEqual(graph.meta)
          expect(printGraph(read)).toBe(printGraph(graph))
          expect(JSON.stringify(graphToJson(read))).toBe(JSON.stringify(graphToJson(graph)))
        },
      ),
    )
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('tells classes of modules from what every object has', () => {
    const { meta } = roundTrip(Graph.empty({ modules: Object.fromEntries([['__proto__', 'Evil'] as const]) }))
    expect(moduleClass(meta, '__proto__')).toBe('Evil')
    expect(moduleClass(meta, 'constructor')).toBeNull()
  })

  it('tells calls of modules from what every object has', () => {
    const place = { file: 'net.ts', line: 3, column: 1 }
    const { meta } = roundTrip(Graph.empty({ calls: Object.fromEntries([['__proto__', place] as const]) }))
    expect(moduleCallPlace(meta, '__proto__')).toEqual(place)
    expect(moduleCallPlace(meta, 'constructor')).toBeNull()
  })

  it('has the same bytes for equal graphs, whatever was edited and undone between', () => {
    const graph = smallGraph().edit((edit) => edit.setParam('a.first', param('a'))).graph
    const { graph: without, inverse } = graph.edit((edit) => edit.removeParam('a.first'))
    expect(JSON.stringify(graphToJson(without.apply(inverse)))).toBe(JSON.stringify(graphToJson(graph)))
  })

  it('never gives out an id again', () => {
    const erased = smallGraph().edit((edit) => {
      edit.erase(edit.append({ kind: 'call_function', target: 'f' }).id)
    }).graph
    const { result } = roundTrip(erased).edit(
      (edit) => edit.append({ kind: 'call_function', target: 'g' }).id,
    )
    expect(result).toBe(erased.state.nextId)
  })

  it('keeps numbers of quantization that JSON has no form for, and quantized types equal to themselves', () => {
    const q = { scale: [Number.NaN, -0], zeroPoint: [-0, 3], axes: [0], qmin: -0, qmax: Number.NaN }
    const handle = { ...param('w').handle, dtype: 'int8' as const, q }
    const graph = smallGraph().edit((edit) => {
      edit.setParam('w', { ...param('w'), handle })
      edit.getAttrBefore(named(edit.base, 'z').id, 'w')
    }).graph
    const read = roundTrip(graph)
    expect(isDeepStrictEqual(read.params, graph.params)).toBe(true)
    expect(isDeepStrictEqual(read.nodes, graph.nodes)).toBe(true)
    expect(equalTypes(read.find('w')!.type, graph.find('w')!.type)).toBe(true)
    expect(isEmptyDiff(diff(graph, read, 'name'))).toBe(true)
    verify(read)
  })

  it('keeps types whose dims have hostile names apart, and on one line', () => {
    const [a, b] = [namedDim('a'), namedDim('b')]
    const dims = [
      multiplyDims(a, b),
      namedDim('a*b'),
      addDims(a, multiplyDims(-1, b)),
      namedDim('a - 1*b'),
      namedDim('x + -y'),
      namedDim('x - y'),
      multiplyDims(2, a),
      multiplyDims(namedDim('2'), a),
      namedDim('__proto__'),
      namedDim(''),
      namedDim('\n  return evil'),
      namedDim('\u2028\u202e'),
    ]
    const type = { kind: 'record', fields: { __proto: tensorType('float32', dims) } } as const
    const graph = Graph.empty().edit((edit) => edit.append({ kind: 'placeholder', target: 'x', type })).graph
    const read = roundTrip(graph)
    expect(isDeepStrictEqual(read.nodes, graph.nodes)).toBe(true)
    expect(equalTypes(read.nodes[0]!.type, type)).toBe(true)
    expect(new Set(dims.map(printDim)).size).toBe(dims.length)
    expect(printGraph(read)).not.toMatch(/[\n\u2028\u202e]/)
  })

  it('reads a dim that is not canonical as the one that is', () => {
    const x = {
      $dim: [
        [1, ['b', 'a']],
        [2, ['a', 'b']],
        [0, ['c']],
      ],
    }
    const read = graphFromJson({ ...document, nodes: [{ ...node, args: { x } }] })
    expect(read.nodes[0]!.args.x).toEqual(multiplyDims(3, multiplyDims(namedDim('a'), namedDim('b'))))
  })

  it('keeps a parameter called __proto__, also by patches', () => {
    const edited = smallGraph().edit((edit) => edit.setParam('__proto__', param('p')))
    for (const graph of [
      roundTrip(edited.graph),
      smallGraph().apply(patchesFromJson(JSON.parse(JSON.stringify(patchesToJson(edited.patches))))),
    ])
      expect(graph.params).toStrictEqual(edited.graph.params)
  })

  it('reads arguments that nest deep, and refuses those that would overflow', () => {
    const nested = (levels: number): Json => {
      let x: Json = 0
      for (let i = 0; i < levels; i++) x = i % 2 ? [x] : { x }
      return { ...document, nodes: [{ ...node, args: { x } }] }
    }
    expect(printGraph(graphFromJson(nested(900)))).toContain('Net')
    expect(() => graphFromJson(nested(100_000))).toThrow('TSFX0005')
  })

  const document = graphToJson(smallGraph()) as { readonly nodes: readonly Record<string, Json>[] } & Record<
    string,
    Json
  >
  const node = document.nodes[0] as Record<string, Json>
  const meta = document.meta as Record<string, Json>
  const handle = (document.params as readonly (readonly [string, Record<string, Json>])[])[0]![1]
  const patchDocument = (patch: Json): Json => ({
    format: 'tsfx-patches',
    version: 3,
    sources: [],
    patches: [patch],
  })
  it.each<[string, Json]>([
    ['null', null],
    ['a list', []],
    ['another version', { ...document, version: 6 }],
    ['no nodes', { ...document, nodes: null }],
    ['a node that is none', { ...document, nodes: [7] }],
    ['a node without id', { ...document, nodes: [{ ...node, id: null }] }],
    ['a node of no kind', { ...document, nodes: [{ ...node, kind: 'evil' }] }],
    ['a node without name', { ...document, nodes: [{ ...node, name: 3 }] }],
    ['a node without args', { ...document, nodes: [{ ...node, args: [] }] }],
    ['two nodes of one id', { ...document, nodes: [node, node] }],
    ['ids beyond nextId', { ...document, nextId: 0 }],
    ['a number that is none', { ...document, nodes: [{ ...node, args: { x: { $number: '1e3' } } }] }],
    ['a dim that is none', { ...document, nodes: [{ ...node, args: { x: { $dim: 4 } } }] }],
    ['a ref that is none', { ...document, nodes: [{ ...node, args: { x: { $ref: 'y' } } }] }],
    ['a format that is no text', { ...document, format: { toString: 1 } }],
    ['a meta that is none', { ...document, meta: 7 }],
    ['a meta without modules', { ...document, meta: { ...meta, modules: null } }],
    ['a class that is no text', { ...document, meta: { ...meta, modules: { a: 1 } } }],
    ['a meta without calls', { ...document, meta: { ...meta, calls: [] } }],
    ['a call that is no place', { ...document, meta: { ...meta, calls: { a: { file: 'a', line: '1' } } } }],
    ['a nextId that is no whole number', { ...document, nextId: 5.5 }],
    ['a nextId that no array has room for', { ...document, nextId: 1e12 }],
    ['a nextId that is text', { ...document, nextId: '9' }],
    ['no nextId', { ...document, nextId: null }],
    ['params that are no list', { ...document, params: {} }],
  ])('refuses %s (TSFX0005)', (_, json) => {
    expect(() => graphFromJson(json)).toThrow('TSFX0005')
  })

  it.each<[string, Json]>([
    ['nothing at all', {}],
    ['a name that is no text', { ...meta, name: 3 }],
    ['a file that is no text', { ...meta, file: 3 }],
    ['inputs that are a list', { ...meta, inputs: ['x'] }],
    ['an input that is a number', { ...meta, inputs: { x: 3 } }],
    ['an input in a tree that is null', { ...meta, inputs: { x: [{ y: ['y', null] }] } }],
    ['a rounding that is none', { ...meta, rounding: 'toString' }],
  ])('refuses meta with %s (TSFX0005)', (_, json) => {
    expect(() => graphFromJson({ ...document, meta: json })).toThrow('TSFX0005')
    const patch = { op: 'replace', path: ['meta'], value: json }
    expect(() => patchesFromJson(patchDocument(patch))).toThrow('TSFX0022')
  })

  it.each<[string, Json]>([
    ['nothing at all', {}],
    ['no record', [handle]],
    ['an unknown kind', { ...handle, kind: 'evil' }],
    ['an unknown dtype', { ...handle, dtype: 'toString' }],
    ['a digest that is none', { ...handle, digest: null }],
    ['a shape that is none', { ...handle, shape: 2 }],
    ['a negative size', { ...handle, shape: [-1] }],
    ['a named size', { ...handle, shape: [{ $dim: [[1, ['B']]] }] }],
    ['q that is none', { ...handle, q: {} }],
  ])('refuses a parameter with %s (TSFX0005)', (_, json) => {
    expect(() => graphFromJson({ ...document, params: [['w', json]] })).toThrow('TSFX0005')
    const patch = { op: 'add', path: ['params', 'w'], value: json }
    expect(() => patchesFromJson(patchDocument(patch))).toThrow('TSFX0022')
  })

  it.each<[string, Json]>([
    [
      'a parameter that is there twice',
      [
        ['w', handle],
        ['w', handle],
      ],
    ],
    ['a parameter by number', [[7, handle]]],
    ['a parameter without a path', [handle]],
    ['a parameter with more than a handle', [['w', handle, handle]]],
  ])('refuses %s (TSFX0005)', (_, params) => {
    expect(() => graphFromJson({ ...document, params })).toThrow('TSFX0005')
  })
})
