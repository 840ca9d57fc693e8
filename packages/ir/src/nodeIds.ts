/**
 * @file Ids in the order in which they came, each once, as the users of a node are kept during an edit. Most nodes have a
 * few, for which a list takes a third of the memory of a Set and can be shared with the version; a hub may have thousands.
 */
import type { NodeId } from './fxNode.ts'

/** A list is never written to, a Set belongs to whoever made it. */
export type NodeIds = readonly NodeId[] | Set<NodeId>

const FEW = 8

/** `ids` and `id`, which is not among them. */
export function withId(ids: NodeIds, id: NodeId): NodeIds {
  if (!(ids instanceof Set) && ids.length < FEW) return [...ids, id]
  return asSet(ids).add(id)
}

/** `ids` but for `id`. */
export function withoutId(ids: NodeIds, id: NodeId): NodeIds {
  if (!(ids instanceof Set) && ids.length <= FEW) return ids.filter((other) => other !== id)
  const set = asSet(ids)
  set.delete(id)
  return set
}

export const listOf = (ids: NodeIds): readonly NodeId[] => (ids instanceof Set ? [...ids] : ids)

const asSet = (ids: NodeIds): Set<NodeId> => (ids instanceof Set ? ids : new Set(ids))
