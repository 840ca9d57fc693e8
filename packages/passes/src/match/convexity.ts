/** @file Whether a set of nodes can be replaced as one: no way may lead out of it and back in. */
import { eachRef, type FxNode, type NodeId } from '@tsfx/ir'
import type { MatchView } from './matchView.ts'
import { printNode } from './reasons.ts'

/**
 * Why `nodes` cannot be replaced as one, or null. Looks at what stands between the first and the last of them only.
 */
export function wayAround(view: MatchView, nodes: readonly FxNode[]): string | null {
  const inside = new Set(nodes.map((node) => node.id))
  const first = nodes.reduce(
    (least, { id }) => Math.min(least, view.positionOf(id)),
    Number.POSITIVE_INFINITY,
  )
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
      if (seen.has(ref.node) || view.positionOf(ref.node) < first) return
      seen.add(ref.node)
      todo.push(view.node(ref.node))
    })
    if (problem !== null) return problem
  }
  return null
}
