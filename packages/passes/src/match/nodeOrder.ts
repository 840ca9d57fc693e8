/**
 * @file Where the nodes of a transaction stand, as numbers that grow in execution order. What was put in since gets a number
 * between those of its neighbours when it is first asked for; only where no room is left are all nodes numbered again.
 */
import type { Edit, FxNode, NodeId } from '@tsfx/ir'

/** Two numbers may be this near: doubles tell them apart up to two million nodes. */
const NEAREST = 2 ** -30

export class NodeOrder {
  readonly #edit: Edit
  readonly #numbers = new Map<NodeId, number>()

  constructor(edit: Edit) {
    this.#edit = edit
    this.#numberAll()
  }

  /** Comparable, not consecutive; a node that was erased keeps its number. */
  positionOf(id: NodeId): number {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    this.#number(id)
    return this.#numbers.get(id)!
  }

  /** Moves a node, in the transaction and here. */
  moveBefore(id: NodeId, anchor: NodeId): void {
    this.#edit.moveBefore(id, anchor)
    this.#numbers.delete(id)
  }

  #number(id: NodeId): void {
    const [before, earlier] = this.#unnumbered(id, (each) => this.#edit.previous(each))
    const [after, later] = this.#unnumbered(id, (each) => this.#edit.next(each))
    const run = [...earlier.reverse(), id, ...later]
    const low = before ?? (after ?? 0) - run.length - 1
    const step = ((after ?? low + run.length + 1) - low) / (run.length + 1)
    if (step < NEAREST) this.#numberAll()
    else for (const [i, each] of run.entries()) this.#numbers.set(each, low + (i + 1) * step)
  }

  /** The number nearest to `id` on one side, and the nodes on the way that have none. */
  #unnumbered(id: NodeId, step: (id: NodeId) => FxNode | null): [number: number | null, nodes: NodeId[]] {
    const nodes: NodeId[] = []
    for (let node = step(id); node; node = step(node.id)) {
      const number = this.#numbers.get(node.id)
      if (number !== undefined) return [number, nodes]
      nodes.push(node.id)
    }
    return [null, nodes]
  }

  #numberAll(): void {
    let position = 0
    for (const { id } of this.#edit.nodes()) this.#numbers.set(id, position++)
  }
}
