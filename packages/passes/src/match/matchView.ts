/** @file What the matcher reads: a version of a graph, or a transaction as it stands. */
import type { Edit, FxNode, Graph, NodeId, ParamHandle, ParamStore } from '@tsfx/ir'
import type { ParamView } from '../parameterArgument.ts'
import { DeferredUses } from './deferredUses.ts'
import { NodeOrder } from './nodeOrder.ts'

export interface MatchView extends ParamView {
  readonly store: ParamStore
  readonly params: ReadonlyMap<string, ParamHandle>
  readersOf(path: string): readonly NodeId[]
  /** Where a node stands in execution order; comparable, not consecutive. */
  positionOf(id: NodeId): number
  /** All nodes in execution order. */
  nodes(): Iterable<FxNode>
  /** Calls of an op or module, the last first. */
  callsOf(target: string): Iterable<NodeId>
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
  callsOf: (target) => idsFromLast(graph.nodesOf(target)),
})

function* idsFromLast(nodes: readonly FxNode[]): Iterable<NodeId> {
  for (let i = nodes.length - 1; i >= 0; i--) yield nodes[i]!.id
}

/** A transaction as the matcher reads it: what it reads is up to date, though uses may wait. */
export class EditView implements MatchView {
  readonly uses: DeferredUses
  readonly order: NodeOrder
  readonly #edit: Edit
  #calls: Map<string, NodeId[]> | null = null

  constructor(edit: Edit) {
    this.#edit = edit
    this.uses = new DeferredUses(edit)
    this.order = new NodeOrder(edit)
  }

  get store(): ParamStore {
    return this.#edit.base.store
  }

  get params(): ReadonlyMap<string, ParamHandle> {
    return this.#edit.params
  }

  node(id: NodeId): FxNode {
    this.uses.settle(id)
    return this.#edit.node(id)
  }

  users(id: NodeId): readonly NodeId[] {
    this.uses.settleUsers(id)
    return this.#edit.users(id)
  }

  readersOf(path: string): readonly NodeId[] {
    return this.#edit.readersOf(path)
  }

  positionOf(id: NodeId): number {
    return this.order.positionOf(id)
  }

  *nodes(): Iterable<FxNode> {
    for (const { id } of this.#edit.nodes()) if (this.uses.isThere(id)) yield this.node(id)
  }

  *callsOf(target: string): Iterable<NodeId> {
    this.#calls ??= this.#readCalls()
    for (const id of this.#calls.get(target)?.toReversed() ?? []) if (this.uses.isThere(id)) yield id
  }

  /** Takes in calls that were made; those are O(calls of their op) each, while reading all again is O(nodes). */
  addCalls(ids: Iterable<NodeId>): void {
    if (!this.#calls) return
    for (const id of ids) {
      const calls = callsAt(this.#calls, this.#edit.node(id).target)
      const position = this.positionOf(id)
      let at = calls.length
      while (at > 0 && this.positionOf(calls[at - 1]!) > position) at--
      calls.splice(at, 0, id)
    }
  }

  /** Looks for calls anew when it is next asked: what a rewrite turned into another op is among them then. */
  forgetCalls(): void {
    this.#calls = null
  }

  #readCalls(): Map<string, NodeId[]> {
    const calls = new Map<string, NodeId[]>()
    for (const { id, target } of this.#edit.nodes()) callsAt(calls, target).push(id)
    return calls
  }
}

function callsAt(calls: Map<string, NodeId[]>, target: string): NodeId[] {
  const known = calls.get(target) ?? []
  calls.set(target, known)
  return known
}
