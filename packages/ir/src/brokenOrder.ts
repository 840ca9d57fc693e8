/** @file The check at the end of a transaction, of just the nodes it touched. */
import { eachRef } from './arg.ts'
import { usedBeforeDefined } from './diagnostics.generated.ts'
import type { NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'

/** TSFX0006 for the first of `suspects` that uses a node which does not come before it; null when there is none. */
export function brokenOrder(graph: Graph, suspects: Iterable<NodeId>): Error | null {
  for (const id of suspects) {
    const node = graph.node(id)
    const position = graph.indexOf(id)
    let used: NodeId | null = null
    eachRef(node.args, (ref) => {
      if (used === null && graph.indexOf(ref.node) >= position) used = ref.node
    })
    if (used !== null) {
      const slots = { name: node.name, used: graph.node(used).name }
      return usedBeforeDefined(slots, { node: node.name, loc: node.loc })
    }
  }
  return null
}
