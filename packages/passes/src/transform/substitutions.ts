/**
 * @file Values that take the place of other values, applied as a walk in execution order comes to their users: each
 * node is rewritten once, so n replacements cost n steps, also where one output lists them all.
 */
import { type Arg, type Edit, eachRef, type FxNode, itemOf, mapRefs, type NodeId, Ref } from '@tsfx/ir'

export class Substitutions {
  readonly #values = new Map<NodeId, Arg>()

  /** Makes each later use of the value of `id` a use of `value`, whose own refs are final. */
  set(id: NodeId, value: Arg): void {
    this.#values.set(id, value)
  }

  has(id: NodeId): boolean {
    return this.#values.has(id)
  }

  /** What `ref`, an argument of `user`, stands for now. @throws TSFX0013 when it asks for an item that is not there. */
  resolve(ref: Ref, user: Pick<FxNode, 'name' | 'loc'>): Arg {
    const value = this.#values.get(ref.node)
    return value === undefined ? ref : itemOf(value, ref, user)
  }

  /** Gives `node` the values that its arguments stand for now. @throws TSFX0013 as `resolve` does. */
  apply(edit: Edit, node: FxNode): FxNode {
    let changes = false
    eachRef(node.args, (ref) => {
      changes ||= this.#values.has(ref.node)
    })
    return changes
      ? edit.setArgs(
          node.id,
          mapRefs(node.args, (ref) => this.resolve(ref, node)),
        )
      : node
  }

  /** Erases the replaced nodes; the last one first, since one may use another. */
  eraseReplaced(edit: Edit): void {
    for (const id of [...this.#values.keys()].reverse()) edit.erase(id)
  }

  /**
   * Erases the replaced nodes that nothing uses and `keep` does not name. A new node that took a whole place takes the
   * name too: it is the variable that the user gave the value.
   */
  takePlaces(edit: Edit, keep: (node: FxNode) => boolean = () => false): void {
    const names = new Map<NodeId, string>()
    for (const [id, value] of [...this.#values].reverse()) {
      const node = edit.node(id)
      if (keep(node) || edit.users(id).length > 0) continue
      edit.erase(id)
      const isNew = value instanceof Ref && value.index === null && !edit.base.has(value.node)
      if (isNew && !names.has(value.node)) names.set(value.node, node.name)
    }
    for (const [id, name] of names) if (edit.has(id)) edit.update(id, { name })
  }
}
