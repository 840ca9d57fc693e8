/**
 * @file Who uses a value. For a pass without a pattern: the matcher counts the uses of what it matches itself.
 */
import { eachRef, type FxNode, type NodeId, Ref } from '@tsfx/ir'

/** Nodes and their users, as a `Graph` has them and as an `Edit` has them at the moment. */
export interface UseView {
  node(id: NodeId): FxNode
  users(id: NodeId): readonly NodeId[]
}

/** The node behind an argument that is one whole value, or null. */
export function producer(view: UseView, user: FxNode, argument: string): FxNode | null {
  const ref = user.args[argument]
  return ref instanceof Ref && ref.index === null ? view.node(ref.node) : null
}

/** Says whether `user` uses the value of `node` once, and nothing else uses it (an output counts as a user). */
export function isSoleUser(view: UseView, node: FxNode, user: FxNode): boolean {
  const users = view.users(node.id)
  if (users.length !== 1 || users[0] !== user.id) return false
  let uses = 0
  eachRef(user.args, (ref) => {
    if (ref.node === node.id) uses++
  })
  return uses === 1
}
