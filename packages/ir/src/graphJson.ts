/**
 * @file Graphs as JSON, both ways. Bytes of parameters are not part of it: they live in a weight file, found again
 * by digest.
 */
import { badGraphJson } from './diagnostics.generated.ts'
import type { FxNode } from './fxNode.ts'
import { Graph } from './graph.ts'
import { isGraphMeta, isNextId, isParamHandle } from './graphParts.ts'
import { Slot } from './graphState.ts'
import { IdTable } from './idTable.ts'
import { asEntry, asList, asRecord, decode, encode, type Json, showJson } from './jsonForm.ts'
import { NodeDecoder, NodeEncoder } from './nodeJson.ts'
import { type ParamHandle, ParamStore } from './param.ts'
import { sealedMap } from './sealedMap.ts'

const VERSION = 5

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
      problem: `format ${showJson(top.format)} version ${showJson(top.version)} is not tsfx-graph ${VERSION}`,
    })
  }
  const decoder = new NodeDecoder(top.sources ?? [])
  const nodes = asList(top.nodes, 'nodes').map((item) => decoder.decode(item))
  const nextId = decode(top.nextId ?? null)
  if (!isNextId(nextId)) throw badGraphJson({ problem: 'nextId is no number of ids' })
  if (
    new Set(nodes.map((node) => node.id)).size < nodes.length ||
    nodes.some((node) => !(node.id < nextId))
  ) {
    throw badGraphJson({ problem: 'node ids are not unique, or not below nextId' })
  }
  const meta = decode(top.meta ?? null)
  if (!isGraphMeta(meta))
    throw badGraphJson({ problem: 'meta lacks a name, file, inputs, rounding, guards, modules or calls' })
  return new Graph(
    {
      slots: slotsInOrder(nodes),
      head: nodes[0]?.id ?? null,
      tail: nodes.at(-1)?.id ?? null,
      nextId,
      params: decodeParams(asList(top.params, 'params')),
      meta,
    },
    store,
  )
}

function slotsInOrder(nodes: readonly FxNode[]): IdTable<Slot> {
  const slots = new IdTable<Slot>()
  for (const [i, node] of nodes.entries())
    slots.set(node.id, new Slot(node, nodes[i - 1]?.id ?? null, nodes[i + 1]?.id ?? null))
  return slots.seal()
}

function decodeParams(entries: readonly Json[]): ReadonlyMap<string, ParamHandle> {
  const params = new Map<string, ParamHandle>()
  for (const [path, json] of entries.map(asEntry)) {
    const handle = decode(json)
    if (!isParamHandle(handle) || params.has(path))
      throw badGraphJson({ problem: `parameter '${showJson(path)}' is none, or is there twice` })
    params.set(path, handle)
  }
  return sealedMap(params)
}
