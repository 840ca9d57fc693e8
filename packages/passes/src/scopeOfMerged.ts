import type { Edit, FxNode } from '@tsfx/ir'

/**
 * Scope of one call that comes in the place of the last of `nodes`, which are in order, and does what all of them did: the first's.
 * Where other calls stand between them it is the last's, or the call would come between those of another module.
 */
export function scopeOfMerged(edit: Edit, nodes: readonly FxNode[]): string {
  const [first, last] = [nodes[0] as FxNode, nodes.at(-1) as FxNode]
  const merged = new Set(nodes.map(({ id }) => id))
  for (let node: FxNode | null = last; node && node.id !== first.id; node = edit.previous(node.id))
    if (!merged.has(node.id) && node.kind !== 'get_attr') return last.scope
  return first.scope
}
