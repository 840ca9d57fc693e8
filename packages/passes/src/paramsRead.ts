/** @file Which parameters nodes need: those that `get_attr` nodes read for them, and those of opaque modules. */
import type { FxNode, Graph, ParamHandle } from '@tsfx/ir'
import { modulesAround } from './opaqueOwner.ts'

type Params = ReadonlyMap<string, ParamHandle>

/** The parameters that `nodes` of `graph` read, and those that opaque modules among them own. */
export function paramsRead(graph: Graph, nodes: readonly FxNode[]): Params {
  const params = new Map<string, ParamHandle>()
  for (const node of nodes) {
    for (const { kind, target } of graph.inputsOf(node.id)) {
      if (kind === 'get_attr') params.set(target, graph.params.get(target) as ParamHandle)
    }
    if (node.kind !== 'call_module') continue
    for (const [path, handle] of ownedParams(graph).get(node.target) ?? []) params.set(path, handle)
  }
  return params
}

/** By graph, which never changes: it is asked for each of thousands of modules. */
const owned = new WeakMap<Graph, ReadonlyMap<string, Params>>()

/** What each opaque module of `graph` owns. */
function ownedParams(graph: Graph): ReadonlyMap<string, Params> {
  const known = owned.get(graph)
  if (known) return known
  const byModule = new Map<string, Map<string, ParamHandle>>()
  for (const node of graph.nodes) if (node.kind === 'call_module') byModule.set(node.target, new Map())
  for (const [path, handle] of graph.params)
    for (const module of modulesAround(path)) byModule.get(module)?.set(path, handle)
  owned.set(graph, byModule)
  return byModule
}
