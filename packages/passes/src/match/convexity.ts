/** @file Whether a set of nodes can be replaced as one: no way may lead out of it and back in. */
import { eachRef, type FxNode, type NodeId } from '@tsfx/ir'
import type { MatchView } from './matchView.ts'
import { printNode } from './reasons.ts'

/**
 * Why `nodes` cannot be replaced as one, or null. Looks at what stands between the first and the last of them only.
 */
export function wayAround(view: MatchView, nodes: readonly FxNode[]): string | null {
  const inside = new Set(nodes.map((node) => node.id))
  // Positions are asked for anew each time: a view may number its nodes anew.
  const isBefore = (a: NodeId, b: NodeId): boolean => view.positionOf(a) < view.positionOf(b)
  const first = nodes.reduce((least, node) => (isBefore(node.id, least.id) ? node : least))
  const seen = new Set<NodeId>()
  const todo: FxNode[] = [...nodes]
  for (let node = todo.pop(); node; node = todo.pop()) {
    let problem: string | null = null
    const user = node
    eachRef(user.args, (ref) => {
      if (inside.has(ref.node)) {
        if (!inside.has(user.id))
          problem = `${printNode(view.node(ref.node))}: its value comes back into the match through ${printNode(user)}`
        return
      }
      if (seen.has(ref.node) || isBefore(ref.node, first.id)) return
      seen.add(ref.node)
      todo.push(view.node(ref.node))
    })
    if (problem !== null) return problem
  }
  return null
}
