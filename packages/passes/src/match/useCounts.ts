/** @file How often a node uses each of its inputs; counted once for a node, as a list may be as long as the graph. */
import { eachRef, type FxNode, type NodeId } from '@tsfx/ir'

export class UseCounts {
  readonly #counts = new Map<NodeId, ReadonlyMap<NodeId, number>>()

  /** Times that `user` uses the value of `used`, or items of it. */
  of(user: FxNode, used: NodeId): number {
    return this.#countsOf(user).get(used) ?? 0
  }

  #countsOf(user: FxNode): ReadonlyMap<NodeId, number> {
    const known = this.#counts.get(user.id)
    if (known) return known
    const counts = new Map<NodeId, number>()
    eachRef(user.args, ({ node }) => counts.set(node, (counts.get(node) ?? 0) + 1))
    this.#counts.set(user.id, counts)
    return counts
  }
}
