import { describe, expect, it } from 'vitest'
import type { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { graphFromJson, graphToJson } from './graphJson.ts'
import type { Json } from './jsonForm.ts'
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
    ['a source without name', [{ ...first, name: null }, ...others]],
    ['a table that is none', { length: 9 }],
  ])('refuses %s (TSFX0005)', (_, sources) => {
    expect(() => graphFromJson({ ...document, sources })).toThrow('TSFX0005')
  })
})
