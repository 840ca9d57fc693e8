/** @file Which node of one version is which of another. */
import type { FxNode } from './fxNode.ts'
import type { Graph } from './graph.ts'

export interface Counterparts {
  readonly by: 'id' | 'name'
  /** What `node` of the version before is in the one after; null when it was removed. */
  inAfter(node: FxNode): FxNode | null
  /** What `node` of the version after was in the one before; null when it was added. */
  inBefore(node: FxNode): FxNode | null
}

/**
 * Matches by id when both graphs are versions of one lineage, which never use an id twice; by name
 * otherwise. Of two branches that were edited apart, match by name: an id may stand for one node in each.
 */
export function diffCounterparts(
  before: Graph,
  after: Graph,
  by: 'id' | 'name' = before.lineage === after.lineage ? 'id' : 'name',
): Counterparts {
  const find = (graph: Graph, node: FxNode): FxNode | null =>
    by === 'id' ? (graph.state.slots.get(node.id)?.node ?? null) : graph.find(node.name)
  return { by, inAfter: (node) => find(after, node), inBefore: (node) => find(before, node) }
}
