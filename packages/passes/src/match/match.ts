/**
 * @file Finding the matches of a pattern in a graph. The rule of overlap: results are visited last to first, so that the
 * longest chain wins, and a node that an op of one match stands for is in no other. Matches come in execution order.
 */
import type { FxNode, Graph, NodeId } from '@tsfx/ir'
import { type MatchView, viewOfGraph } from './matchView.ts'
import type { Match, Pattern } from './pattern.ts'
import { PatternShape } from './patternShape.ts'
import { Search } from './search.ts'

export interface MatchOptions<B> {
  /** A last test of a match: true, or false, or why not. A match it refuses is a near miss, and others are tried. */
  readonly where?: (bindings: B, match: Match<B>, view: MatchView) => boolean | string
  /** Is told of each node that fits the pattern's last op and does not match, and of the reason. */
  readonly onNearMiss?: (node: FxNode, reason: string) => void
}

/**
 * The matches of `pattern`, none of which overlap. A match is refused when another node, or the output, uses the value of
 * a node inside it; its results may have other users.
 * @throws TSFX2021, TSFX2022 for a pattern that cannot be matched.
 */
export function match<B>(
  graph: Graph,
  pattern: Pattern<B>,
  { where = () => true, onNearMiss = () => {} }: MatchOptions<B> = {},
): readonly Match<B>[] {
  const shape = new PatternShape(pattern as Pattern)
  const view = viewOfGraph(graph)
  const taken = new Set<NodeId>()
  const matches: Match<B>[] = []
  const nearMisses: { readonly node: FxNode; readonly reason: string }[] = []
  for (const node of graph.nodes.toReversed()) {
    if (taken.has(node.id) || !shape.startsAt(node)) continue
    const search = new Search(view, shape, {
      isTaken: ({ id }) => taken.has(id),
      where: (found) => where(found.bindings as B, found as Match<B>, view),
    })
    const { match: found, reason } = search.at(node)
    if (found) {
      matches.push(found as Match<B>)
      for (const { id } of found.nodes) taken.add(id)
    } else if (reason !== null) nearMisses.push({ node, reason })
  }
  // A node may miss by itself and be inside a match that starts before it.
  for (const { node, reason } of nearMisses.reverse()) if (!taken.has(node.id)) onNearMiss(node, reason)
  return matches.reverse()
}

/** The node outside a match that reads a parameter which the match reads; null when there is none. */
export function otherReader(view: MatchView, { nodes }: Match<unknown>, path: string): FxNode | null {
  const inside = new Set(nodes.map((node) => node.id))
  for (const reader of view.readersOf(path)) {
    const other = view.users(reader).find((user) => !inside.has(user))
    if (other !== undefined) return view.node(other)
  }
  return null
}
