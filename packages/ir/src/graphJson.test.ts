import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arg } from './arg.ts'
import { namedDim } from './dim.ts'
import { Graph } from './graph.ts'
import { graphFromJson, graphToJson } from './graphJson.ts'
import { argOver, param, smallGraph } from './graphs.fixture.ts'
import type { Json } from './jsonForm.ts'
import { printGraph } from './printGraph.ts'
import { tensorType } from './valueType.ts'

const roundTrip = (graph: Graph): Graph =>
  graphFromJson(JSON.parse(JSON.stringify(graphToJson(graph))), graph.store)

const withArg = (arg: Arg, text: string): Graph =>
  Graph.empty({ name: text, file: text, inputs: { [text]: [text, { __proto: text }] } }).edit((edit) => {
    for (const target of ['a', 'b'])
      edit.append({ kind: 'placeholder', target, type: tensorType('float32', [namedDim('B')]) })
    edit.setParam(text, param(text))
    edit.append({ kind: 'call_function', target: text, args: { arg }, scope: text, meta: { comment: text } })
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

  const document = graphToJson(smallGraph()) as { readonly nodes: readonly Record<string, Json>[] } & Record<
    string,
    Json
  >
  const node = document.nodes[0] as Record<string, Json>
  it.each<[string, Json]>([
    ['null', null],
    ['a list', []],
    ['another version', { ...document, version: 3 }],
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
  ])('refuses %s (TSFX0005)', (_, json) => {
    expect(() => graphFromJson(json)).toThrow('TSFX0005')
  })
})
