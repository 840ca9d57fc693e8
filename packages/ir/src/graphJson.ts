/**
 * @file Graphs as JSON, both ways. Bytes of parameters are not part of it: they live in a weight file, found again
 * by digest.
 */
import { badGraphJson } from './diagnostics.generated.ts'
import { Graph } from './graph.ts'
import { type GraphMeta, Slot } from './graphState.ts'
import { asList, asRecord, decode, encode, type Json } from './jsonForm.ts'
import { NodeDecoder, NodeEncoder } from './nodeJson.ts'
import { type ParamHandle, ParamStore } from './param.ts'

const VERSION = 2

/** Encodes a graph; `JSON.stringify` of the result is stable for equal graphs. */
export function graphToJson(graph: Graph): Json {
  const encoder = new NodeEncoder()
  const nodes = graph.nodes.map((node) => encoder.encode(node))
  return {
    format: 'tsfx-graph',
    version: VERSION,
    meta: encode(graph.meta),
    nextId: graph.state.nextId,
    // By path: an undone edit may leave the map in another order.
    params: [...graph.params]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, handle]) => [path, encode(handle)]),
    sources: encoder.sources,
    nodes,
  }
}

/**
 * Decodes a graph. Parameters refer to `store` by digest.
 * @throws TSFX0005 when the JSON is no graph of this version.
 */
export function graphFromJson(json: Json, store: ParamStore = new ParamStore()): Graph {
  const top = asRecord(json, 'the document')
  if (top.format !== 'tsfx-graph' || top.version !== VERSION) {
    throw badGraphJson({
      problem: `format ${String(top.format)} version ${String(top.version)} is not tsfx-graph ${VERSION}`,
    })
  }
  const decoder = new NodeDecoder(top.sources ?? [])
  const nodes = asList(top.nodes, 'nodes').map((item) => decoder.decode(item))
  const nextId = Number(top.nextId)
  if (
    new Set(nodes.map((node) => node.id)).size < nodes.length ||
    nodes.some((node) => !(node.id < nextId))
  ) {
    throw badGraphJson({ problem: 'node ids are not unique, or not below nextId' })
  }
  const params = asList(top.params, 'params').map((item) => {
    const [path, handle] = asList(item, 'a parameter')
    return [String(path), decode(asRecord(handle, 'a parameter')) as unknown as ParamHandle] as const
  })
  return new Graph(
    {
      slots: new Map(
        nodes.map((node, i) => [node.id, new Slot(node, nodes[i - 1]?.id ?? null, nodes[i + 1]?.id ?? null)]),
      ),
      head: nodes[0]?.id ?? null,
      tail: nodes.at(-1)?.id ?? null,
      nextId,
      params: new Map(params),
      meta: decode(asRecord(top.meta, 'meta')) as unknown as GraphMeta,
    },
    store,
  )
}
