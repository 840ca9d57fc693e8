/** @file What crosses the border of each part: values it reads from outside, values that others read from it. */
import { eachRef, type Graph, type NodeId, Ref } from '@tsfx/ir'

/** Values by the node that computes them and the item that is read. */
export type ValueKey = string

export const valueKey = ({ node, index }: Ref): ValueKey => JSON.stringify([node, index])

export interface PartBorder {
  /** Values computed outside, in the order of first use; parameters are not among them. */
  readonly inputs: ReadonlyMap<ValueKey, Ref>
  /** Values read outside, in the order in which the part computes them. */
  readonly results: ReadonlyMap<ValueKey, Ref>
}

interface OpenBorder {
  readonly inputs: Map<ValueKey, Ref>
  readonly results: Map<ValueKey, Ref>
}

/** The border of each part, in the order of their first nodes. */
export function partBorders(
  graph: Graph,
  partOf: ReadonlyMap<NodeId, string>,
): ReadonlyMap<string, PartBorder> {
  const borders = new Map<string, OpenBorder>()
  const last = new Map<string, NodeId>()
  for (const { id, args } of graph.nodes) {
    const part = partOf.get(id)
    if (part !== undefined) last.set(part, id)
    if (part !== undefined && !borders.has(part)) borders.set(part, { inputs: new Map(), results: new Map() })
    eachRef(args, (ref) => {
      const from = partOf.get(ref.node)
      if (from === part) return
      if (from !== undefined) borders.get(from)?.results.set(valueKey(ref), ref)
      if (part !== undefined && graph.node(ref.node).kind !== 'get_attr')
        borders.get(part)?.inputs.set(valueKey(ref), ref)
    })
  }
  for (const [part, { results }] of borders) {
    // A graph has a result, also when nobody reads it.
    if (results.size === 0) {
      const unread = new Ref(last.get(part) as NodeId)
      results.set(valueKey(unread), unread)
    }
    sortByPosition(graph, results)
  }
  return borders
}

function sortByPosition(graph: Graph, values: Map<ValueKey, Ref>): void {
  const position = (ref: Ref): number => graph.indexOf(ref.node)
  const sorted = [...values].sort(([, a], [, b]) => position(a) - position(b))
  values.clear()
  for (const [key, ref] of sorted) values.set(key, ref)
}
