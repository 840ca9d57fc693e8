/**
 * @file What one transaction has changed so far, in tables and Maps beside the version it began with. Untouched nodes are
 * read from that version's own indices, so opening a transaction costs nothing and an edit costs what it touches; the
 * net change is written down at the end, and holds each changed node once.
 */

import { Changes } from './changes.ts'
import { editIsOver } from './diagnostics.generated.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { type GraphMeta, Slot } from './graphState.ts'
import { IdTable } from './idTable.ts'
import { inputsOf } from './inputsOf.ts'
import { legalIdentifier } from './legalIdentifier.ts'
import { listOf, type NodeIds, withId, withoutId } from './nodeIds.ts'
import type { ParamHandle } from './param.ts'

/** A touched node with its neighbours: written in place, as the list around it changes several times per edit. */
interface OpenSlot {
  node: FxNode
  prev: NodeId | null
  next: NodeId | null
}

/** A name that nobody has yet, and how it was made from the one wanted. */
export interface FreeName {
  readonly name: string
  readonly base: string
  readonly suffix: number
}

export class WorkingState {
  readonly base: Graph
  #meta: GraphMeta
  #isOpen = true
  head: NodeId | null
  tail: NodeId | null
  nextId: number
  /** Null marks what was erased. */
  readonly #slots = new IdTable<OpenSlot | null>()
  /** Ids that `#slots` has, in the order in which they were touched. */
  readonly #touched: NodeId[] = []
  readonly #users = new IdTable<NodeIds>()
  readonly #readers = new Map<string, NodeIds>()
  readonly #names = new Map<string, NodeId | null>()
  readonly #suffixes = new Map<string, number>()
  readonly #moved = new Set<NodeId>()
  #params: Map<string, ParamHandle> | null = null

  constructor(base: Graph) {
    this.base = base
    this.#meta = base.meta
    this.head = base.state.head
    this.tail = base.state.tail
    this.nextId = base.state.nextId
  }

  /** A node with its neighbours as they are now, to be read at once; null when it is not in the graph. */
  slot(id: NodeId): Readonly<OpenSlot> | null {
    const changed = this.#slots.get(id)
    return changed === undefined ? (this.base.state.slots.get(id) ?? null) : changed
  }

  users(id: NodeId): readonly NodeId[] {
    return listOf(this.#usersOf(id))
  }

  readersOf(path: string): readonly NodeId[] {
    return listOf(this.#readersOf(path))
  }

  get params(): ReadonlyMap<string, ParamHandle> {
    return this.#params ?? this.base.params
  }

  get meta(): GraphMeta {
    return this.#meta
  }

  setMeta(change: Partial<GraphMeta>): void {
    this.#checkOpen()
    this.#meta = { ...this.#meta, ...change }
  }

  /** Ends the transaction: what is written to it from now on would be lost. */
  close(): void {
    this.#isOpen = false
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw editIsOver({ graph: this.base.meta.name })
  }

  /** A copy to write to, made once. */
  writableParams(): Map<string, ParamHandle> {
    this.#checkOpen()
    this.#params ??= new Map(this.base.params)
    return this.#params
  }

  /** The name `wanted`, made legal and unique but for `node`; nobody has it until `add` or `replace`. */
  freeName(wanted: string, node: FxNode | null = null): FreeName {
    if (node?.name === wanted) return { name: wanted, base: wanted, suffix: 0 }
    const base = legalIdentifier(wanted)
    let name = base
    // The last suffix is remembered, so that n nodes of one name cost n steps, not n * n.
    let suffix = this.#suffixes.get(base) ?? 0
    for (let owner = this.#owner(name); owner !== null && owner !== node?.id; owner = this.#owner(name))
      name = `${base}_${++suffix}`
    return { name, base, suffix }
  }

  /** Adds a node between `prev` and `next`. */
  add(node: FxNode, name: FreeName, prev: NodeId | null, next: NodeId | null): void {
    this.#checkOpen()
    this.#take(name, node)
    this.#index(null, node)
    this.#put(node.id, { node, prev, next })
    this.#join(prev, node.id)
    this.#join(node.id, next)
  }

  /** Puts a node in the place of one of the same id. */
  replace(before: FxNode, after: FxNode, name: FreeName): void {
    this.#checkOpen()
    if (before.name !== after.name) {
      this.#names.set(before.name, null)
      this.#take(name, after)
    }
    this.#index(before, after)
    this.#open(after.id).node = after
  }

  /** Takes a node out; its users are the caller's concern. */
  remove(node: FxNode): void {
    this.unlink(node.id)
    this.#index(node, null)
    this.#names.set(node.name, null)
    this.#put(node.id, null)
  }

  /** Puts a node of the graph between `prev` and `next`. */
  move(id: NodeId, prev: NodeId | null, next: NodeId | null): void {
    this.#join(prev, id)
    this.#join(id, next)
    this.#moved.add(id)
  }

  /** Joins the neighbours of a node. */
  unlink(id: NodeId): void {
    this.#checkOpen()
    const slot = this.slot(id)
    if (slot) this.#join(slot.prev, slot.next)
    this.#moved.delete(id)
  }

  /** Nodes whose refs may have come to point forwards: moved, users of what was moved, inserted or changed. */
  *suspects(): IterableIterator<NodeId> {
    yield* this.#moved
    for (const id of this.#moved) yield* this.users(id)
    for (const id of this.#touched) {
      const slot = this.#slots.get(id)
      if (slot && slot.node !== this.base.state.slots.get(id)?.node) yield id
    }
  }

  /** The net change of the version it began with. */
  changes(): Changes {
    const { slots, params, head, tail, nextId, meta } = this.base.state
    const changes = new Changes()
    for (const id of this.#touched) {
      const slot = this.#slots.get(id)
      const before = slots.get(id)
      changes.add('slots', id, before, slot ? closed(slot, before) : undefined)
    }
    if (this.#params) {
      for (const [path, handle] of this.#params) changes.add('params', path, params.get(path), handle)
      for (const [path, handle] of params)
        if (!this.#params.has(path)) changes.add('params', path, handle, undefined)
    }
    changes.add('head', null, head, this.head)
    changes.add('tail', null, tail, this.tail)
    changes.add('nextId', null, nextId, this.nextId)
    changes.add('meta', null, meta, this.#meta)
    return changes
  }

  #take({ name, base, suffix }: FreeName, { id }: FxNode): void {
    if (suffix > 0) this.#suffixes.set(base, suffix)
    this.#names.set(name, id)
  }

  #owner(name: string): NodeId | null {
    const changed = this.#names.get(name)
    return changed === undefined ? (this.base.find(name)?.id ?? null) : changed
  }

  /** Makes `next` follow `prev`; null stands for the ends of the list. */
  #join(prev: NodeId | null, next: NodeId | null): void {
    if (prev === null) this.head = next
    else this.#open(prev).next = next
    if (next === null) this.tail = prev
    else this.#open(next).prev = prev
  }

  /** The slot of a node in the graph, to write to. */
  #open(id: NodeId): OpenSlot {
    const open = this.#slots.get(id)
    if (open) return open
    const { node, prev, next } = this.base.state.slots.get(id)!
    const made = { node, prev, next }
    this.#put(id, made)
    return made
  }

  #put(id: NodeId, slot: OpenSlot | null): void {
    if (!this.#slots.has(id)) this.#touched.push(id)
    this.#slots.set(id, slot)
  }

  /** A use that stays keeps its place among the users. */
  #index(before: FxNode | null, after: FxNode | null): void {
    if (before?.args !== after?.args) {
      const old = before ? inputsOf(before) : []
      const now = after ? inputsOf(after) : []
      for (const used of missingFrom(now, old))
        this.#users.set(used, withoutId(this.#usersOf(used), before!.id))
      for (const used of missingFrom(old, now)) this.#users.set(used, withId(this.#usersOf(used), after!.id))
    }
    const read = before?.kind === 'get_attr' ? before.target : null
    const reads = after?.kind === 'get_attr' ? after.target : null
    if (read === reads) return
    if (read !== null) this.#readers.set(read, withoutId(this.#readersOf(read), before!.id))
    if (reads !== null) this.#readers.set(reads, withId(this.#readersOf(reads), after!.id))
  }

  #usersOf(id: NodeId): NodeIds {
    return this.#users.get(id) ?? this.base.users(id)
  }

  #readersOf(path: string): NodeIds {
    return this.#readers.get(path) ?? this.base.readersOf(path)
  }
}

/** The ids of `all` that `list` has not; linear also for a concat of thousands. */
function missingFrom(list: readonly NodeId[], all: readonly NodeId[]): readonly NodeId[] {
  if (list.length < 8) return all.filter((id) => !list.includes(id))
  const set = new Set(list)
  return all.filter((id) => !set.has(id))
}

/** `before` itself when nothing in it has changed. */
const closed = ({ node, prev, next }: OpenSlot, before: Slot | undefined): Slot =>
  node === before?.node && prev === before.prev && next === before.next ? before : new Slot(node, prev, next)
