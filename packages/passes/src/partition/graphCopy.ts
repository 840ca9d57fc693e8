/** @file Building a graph from nodes of another. */
import {
  type Arg,
  type Edit,
  type FxNode,
  Graph,
  type GraphMeta,
  mapRefs,
  type ParamHandle,
  Ref,
} from '@tsfx/ir'

/** A graph without nodes, that finds its parameters' bytes where `graph` does. */
export const emptyBeside = (
  graph: Graph,
  params: ReadonlyMap<string, ParamHandle>,
  meta: Partial<GraphMeta> = {},
): Graph => new Graph({ ...Graph.empty({ ...graph.meta, ...meta }).state, params }, graph.store)

/** Appends a copy of `node`, of another graph; all but its refs stays as it is. */
export function appendCopy(edit: Edit, node: FxNode, mapRef: (ref: Ref) => Arg): Ref {
  const { kind, target, name, type, scope, loc, meta } = node
  const args = mapRefs(node.args, mapRef)
  return new Ref(edit.append({ kind, target, name, type, scope, loc, meta, args, from: [], madeBy: meta }).id)
}
