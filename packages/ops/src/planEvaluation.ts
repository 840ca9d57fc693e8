/** @file What a run computes, and when each value dies. One sweep back over the nodes and one forth. */
import { eachRef, type FxNode, type Graph, type NodeId } from '@tsfx/ir'

export interface EvaluationPlan {
  /** The nodes to compute, in graph order. */
  readonly nodes: readonly FxNode[]
  /** The nodes whose values the run is for; these do not die. */
  readonly wanted: readonly NodeId[]
  /** For each computed node, the values that die with it: those it is the last to use, and its own when nothing uses it. */
  readonly dying: ReadonlyMap<NodeId, readonly NodeId[]>
}

/**
 * Plans a run. Without `until` every node is computed, also one that nothing uses; with it only what those nodes need. A node
 * whose value is known is not computed, and what only such nodes use is not either.
 * @throws TSFX0001 for an id in `until` that the graph does not have.
 */
export function planEvaluation(
  graph: Graph,
  known: ReadonlyMap<NodeId, unknown>,
  until: readonly NodeId[] | null,
): EvaluationPlan {
  const needed = new Set<NodeId>(until ?? [])
  for (const id of needed) graph.node(id)
  const nodes: FxNode[] = []
  for (const node of graph.nodes.toReversed()) {
    const unused = !until && graph.users(node.id).length === 0
    if (known.has(node.id) || !(unused || needed.has(node.id))) continue
    nodes.push(node)
    eachRef(node.args, (ref) => needed.add(ref.node))
  }
  nodes.reverse()
  const wanted = until ?? (graph.output ? [graph.output.id] : [])
  return { nodes, wanted, dying: dyingWith(nodes, new Set(wanted)) }
}

function dyingWith(nodes: readonly FxNode[], wanted: ReadonlySet<NodeId>): EvaluationPlan['dying'] {
  const lastUse = new Map<NodeId, NodeId>()
  for (const node of nodes) {
    lastUse.set(node.id, node.id)
    eachRef(node.args, (ref) => lastUse.set(ref.node, node.id))
  }
  const dying = new Map<NodeId, NodeId[]>()
  for (const [value, user] of lastUse) {
    if (wanted.has(value)) continue
    const values = dying.get(user)
    if (values) values.push(value)
    else dying.set(user, [value])
  }
  return dying
}
