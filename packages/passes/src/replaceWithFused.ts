/** @file How a fused node takes the place of the nodes it was made from; the same for every fusing pass. */
import type { Args, Edit, FxNode } from '@tsfx/ir'

/** A layer and the node after it that is merged into it; `last` uses `layer` and nothing else does. */
export interface FusedPair {
  readonly layer: FxNode
  readonly last: FxNode
  /** Op of the result. */
  readonly target: string
  readonly args: Args
}

/**
 * Puts one node where `last` is and erases both. It has the name of `last`, for that is the variable which the user
 * gave the value; scope and place of the layer, for those are what its parameters belong to; the comment of the first
 * that has one.
 */
export function replaceWithFused(edit: Edit, { layer, last, target, args }: FusedPair): FxNode {
  const fused = edit.insertBefore(last.id, {
    kind: 'call_function',
    target,
    args,
    name: last.name,
    type: last.type,
    from: [layer, last],
  })
  edit.replaceAllUsesWith(last.id, fused.id)
  edit.erase(last.id)
  edit.erase(layer.id)
  return edit.update(fused.id, { name: last.name })
}
