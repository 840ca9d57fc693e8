/** @file Building a graph from nodes of another. */
import {
  type Arg,
  type Edit,
  type FxNode,
  findItem,
  Graph,
  type GraphMeta,
  mapRefs,
  type ParamHandle,
  Ref,
  type ValueType,
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
  return new Ref(edit.append({ kind, target, name, type, scope, loc, meta, args }).id)
}

/** The type of a value, or of the item of it that is read; null when it is not known. */
export function typeOfRef({ type }: FxNode, { index }: Ref): ValueType | null {
  return type && findItem(type, index)
}
