/**
 * @file Replaced values in nodes with many inputs. A concat of n values that are replaced one by one would be rewritten n
 * times, each time whole; here it waits, and is rewritten once: when someone reads it, or at the end.
 */
import { type Edit, eachRef, type FxNode, itemOf, mapRefs, type NodeId, type Ref } from '@tsfx/ir'

/** A node with more inputs waits. */
const MANY = 16

export class DeferredUses {
  readonly #edit: Edit
  /** What becomes of inputs, by the user that waits. */
  readonly #waiting = new Map<NodeId, Map<NodeId, Ref>>()
  /** Users that wait, by each value that they lose or gain. */
  readonly #usersOf = new Map<NodeId, Set<NodeId>>()
  /** Nodes that only waiting users keep in the graph. */
  readonly #retired = new Set<NodeId>()
  /** Users that were counted to wait: counting those with few inputs again costs less than to remember them. */
  readonly #wide = new WeakSet<FxNode>()

  constructor(edit: Edit) {
    this.#edit = edit
  }

  /** Makes uses of `from` uses of `to`, but for those in the nodes `kept`. @throws TSFX0013 as `replaceAllUsesWith` does */
  replace(from: NodeId, to: Ref, kept: ReadonlySet<NodeId>): void {
    this.#edit.replaceAllUsesWith(from, to, (user) => {
      if (kept.has(user.id)) return false
      // An item has no items, which the user must hear of at once.
      if (to.index !== null || !this.#hasMany(user)) return true
      this.#wait(user.id, from, to)
      return false
    })
  }

  /** Says whether a node is used by anyone who does not wait to lose it. */
  isUsed(id: NodeId): boolean {
    return this.#edit.users(id).some((user) => !this.#waiting.get(user)?.has(id))
  }

  /** Takes out a node that is not used: now, or with its last waiting user. It gives its name and its inputs free now. */
  remove(id: NodeId): void {
    if (this.#edit.users(id).length > 0) {
      this.#retired.add(id)
      this.#edit.update(id, { name: `${this.#edit.node(id).name}_replaced`, args: {} })
    } else this.#edit.erase(id)
  }

  /** Says whether a node is in the graph for more than waiting users. */
  isThere(id: NodeId): boolean {
    return this.#edit.has(id) && !this.#retired.has(id)
  }

  /** Users that will have the value of `id`, or have it no more, once they are settled. */
  waitingFor(id: NodeId): Iterable<NodeId> {
    return this.#usersOf.get(id) ?? []
  }

  /** Gives the users of `id` the inputs that they wait for. */
  settleUsers(id: NodeId): void {
    const users = this.#usersOf.get(id)
    if (users) for (const user of [...users]) this.settle(user)
  }

  /** Gives the node `id` the inputs that it waits for. */
  settle(id: NodeId): void {
    const values = this.#waiting.get(id)
    if (!values) return
    this.#waiting.delete(id)
    for (const [from, { node: to }] of values)
      for (const value of [from, to]) this.#usersOf.get(value)?.delete(id)
    if (this.#edit.has(id)) {
      const user = this.#edit.node(id)
      const args = mapRefs(user.args, (ref) => {
        const value = values.get(ref.node)
        return value ? itemOf(value, ref, user) : ref
      })
      this.#edit.setArgs(id, args)
    }
    for (const from of values.keys()) this.#eraseRetired(from)
  }

  /** Gives every node what it waits for. @throws TSFX0003 when someone took a value up again that had been replaced */
  settleAll(): void {
    for (const user of [...this.#waiting.keys()]) this.settle(user)
    for (const id of this.#retired) this.#edit.erase(id)
  }

  #eraseRetired(id: NodeId): void {
    if (!this.#retired.has(id) || this.#edit.users(id).length > 0) return
    this.#retired.delete(id)
    this.#edit.erase(id)
  }

  #wait(user: NodeId, from: NodeId, to: Ref): void {
    const values = this.#waiting.get(user) ?? new Map<NodeId, Ref>()
    this.#waiting.set(user, values.set(from, to))
    for (const value of [from, to.node])
      this.#usersOf.set(value, (this.#usersOf.get(value) ?? new Set()).add(user))
  }

  #hasMany(node: FxNode): boolean {
    if (this.#wide.has(node)) return true
    let inputs = 0
    eachRef(node.args, () => {
      inputs++
    })
    if (inputs > MANY) this.#wide.add(node)
    return inputs > MANY
  }
}
