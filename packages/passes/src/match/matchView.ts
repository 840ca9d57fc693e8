/** @file What the matcher reads: a version of a graph, or a transaction as it stands. */
import type { Edit, FxNode, Graph, NodeId, ParamHandle, ParamStore } from '@tsfx/ir'
import type { ParamView } from '../parameterArgument.ts'

export interface MatchView extends ParamView {
  readonly store: ParamStore
  readonly params: ReadonlyMap<string, ParamHandle>
  readersOf(path: string): readonly NodeId[]
  /** Where a node stands in execution order; comparable, not consecutive. */
  positionOf(id: NodeId): number
  /** All nodes in execution order. */
  nodes(): Iterable<FxNode>
}

/** A version as the matcher reads it. */
export const viewOfGraph = (graph: Graph): MatchView => ({
  store: graph.store,
  params: graph.params,
  node: (id) => graph.node(id),
  users: (id) => graph.users(id),
  readersOf: (path) => graph.readersOf(path),
  positionOf: (id) => graph.indexOf(id),
  nodes: () => graph.nodes,
})

/**
 * A transaction as the matcher reads it. Nodes keep the positions they had when the view was made; a new one has that of
 * the node it was put before, which `place` says.
 */
export class EditView implements MatchView {
  readonly #edit: Edit
  readonly #positions = new Map<NodeId, number>()

  constructor(edit: Edit) {
    this.#edit = edit
    this.renumber()
  }

  get store(): ParamStore {
    return this.#edit.base.store
  }

  get params(): ReadonlyMap<string, ParamHandle> {
    return this.#edit.params
  }

  node(id: NodeId): FxNode {
    return this.#edit.node(id)
  }

  users(id: NodeId): readonly NodeId[] {
    return this.#edit.users(id)
  }

  readersOf(path: string): readonly NodeId[] {
    return this.#edit.readersOf(path)
  }

  positionOf(id: NodeId): number {
    return this.#positions.get(id) ?? Number.POSITIVE_INFINITY
  }

  nodes(): Iterable<FxNode> {
    return this.#edit.nodes()
  }

  /** Puts a new node where another stands or stood. */
  place(id: NodeId, position: number): void {
    this.#positions.set(id, position)
  }

  /** Reads all positions again, after nodes were moved. O(nodes) */
  renumber(): void {
    this.#positions.clear()
    let position = 0
    for (const { id } of this.#edit.nodes()) this.#positions.set(id, position++)
  }
}
