/**
 * @file The one transaction in which a graph is edited. Each method keeps links, users and names true, so a pass
 * cannot break them, and changes nothing when it throws; what it reads are frozen nodes.
 */
import { type Arg, type Args, eachRef, mapRefs, Ref } from './arg.ts'
import { checkArgs } from './checkArgs.ts'
import { erasedWithUsers, foreignNode, noSuchParam } from './diagnostics.generated.ts'
import { FxNode, type NodeFields, type NodeId, type NodeMeta } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { type GraphMeta, type Slot, typeOfParam } from './graphState.ts'
import { type InlineOptions, inlineGraph } from './inlineGraph.ts'
import { inputsOf } from './inputsOf.ts'
import { itemOf } from './itemOf.ts'
import { NodeOrigins } from './nodeOrigins.ts'
import type { ParamHandle, ParamValue } from './param.ts'
import { sortNodes } from './sortNodes.ts'
import { type Region, spliceGraph } from './spliceGraph.ts'
import type { WorkingState } from './workingState.ts'

/**
 * A node to insert. What is left out is inherited: `scope` and `loc` from the first of `from`, the comment from the first
 * that has one nobody took yet, the variable from the one that has the name. `from` itself defaults to the nodes of the enclosing `deriveFrom`.
 */
export interface NewNode
  extends Pick<NodeFields, 'kind' | 'target'>,
    Partial<Omit<NodeFields, 'kind' | 'target'>> {
  /** The nodes it was made from. */
  readonly from?: readonly FxNode[]
  /** Says who made it in the place of this edit: for a node that only moves from one graph to another. */
  readonly madeBy?: Pick<NodeMeta, 'pass' | 'from'>
}

const NO_ARGS: Args = Object.freeze({})

/** An open transaction on one version: see docs/ir.md. */
export class Edit {
  /** The version that was read when the transaction opened. */
  readonly base: Graph
  readonly #state: WorkingState
  readonly #origins: NodeOrigins

  constructor(state: WorkingState) {
    this.base = state.base
    this.#state = state
    this.#origins = new NodeOrigins(state)
  }

  /** Marks nodes inserted from here on as made by `pass`. */
  attributeTo(pass: string): void {
    this.#origins.pass = pass
  }

  /** Runs `recipe`; what it inserts comes from `nodes`, unless it says otherwise. The innermost call holds. */
  deriveFrom<T>(nodes: readonly FxNode[], recipe: () => T): T {
    return this.#origins.within(nodes, recipe)
  }

  /** The nodes that an insert comes from now, as the enclosing `deriveFrom` says. */
  get deriving(): readonly FxNode[] {
    return this.#origins.current
  }

  /** @throws TSFX0002 when the node is not in the graph now. */
  node(id: NodeId): FxNode {
    return this.#slot(id).node
  }

  has(id: NodeId): boolean {
    return this.#state.slot(id) !== null
  }

  /** The node before `id` in execution order, or null at the start. @throws TSFX0002 */
  previous(id: NodeId): FxNode | null {
    const { prev } = this.#slot(id)
    return prev === null ? null : this.node(prev)
  }

  /** The node after `id` in execution order, or null at the end. @throws TSFX0002 */
  next(id: NodeId): FxNode | null {
    const { next } = this.#slot(id)
    return next === null ? null : this.node(next)
  }

  /**
   * The nodes that are there when it is called, in that order, each as it is when its turn comes; those erased on the way are
   * left out, so anything may be edited meanwhile.
   */
  *nodes(): IterableIterator<FxNode> {
    const ids: NodeId[] = []
    for (let id = this.#state.head; id !== null; id = this.#slot(id).next) ids.push(id)
    for (const id of ids) if (this.has(id)) yield this.node(id)
  }

  /** Nodes that use `id` now, each once, in the order in which the uses came to be. @throws TSFX0002 */
  users(id: NodeId): readonly NodeId[] {
    this.node(id)
    return this.#state.users(id)
  }

  param(path: string): ParamHandle | null {
    return this.#state.params.get(path) ?? null
  }

  get params(): ReadonlyMap<string, ParamHandle> {
    return this.#state.params
  }

  /** The `get_attr` nodes that read a parameter now. */
  readersOf(path: string): readonly NodeId[] {
    return this.#state.readersOf(path)
  }

  /** Inserts before `anchor`. @throws TSFX0002 for a foreign anchor or a ref to a node that is not there, TSFX0008 for a bad argument. */
  insertBefore(anchor: NodeId, node: NewNode): FxNode {
    return this.#insert(node, this.#slot(anchor).prev, anchor)
  }

  /** Inserts after `anchor`. @throws TSFX0002, TSFX0008 as `insertBefore` does. */
  insertAfter(anchor: NodeId, node: NewNode): FxNode {
    return this.#insert(node, anchor, this.#slot(anchor).next)
  }

  /** Appends at the end; before the output node when there is one and `node` is not the output. @throws TSFX0002, TSFX0008 */
  append(node: NewNode): FxNode {
    const { tail } = this.#state
    if (tail !== null && this.node(tail).kind === 'output' && node.kind !== 'output')
      return this.insertBefore(tail, node)
    return this.#insert(node, tail, null)
  }

  /**
   * Changes fields of a node in place; it keeps id, position and users. A new kind or target makes it another node: what it
   * was becomes its source. @throws TSFX0002 for a foreign node or a ref to one, TSFX0008 for a bad argument.
   */
  update(id: NodeId, change: Partial<NodeFields>): FxNode {
    const before = this.node(id)
    if (change.args) checkArgs(before, change.args)
    return this.#change(before, change)
  }

  /** @throws TSFX0002, TSFX0008 as `update` does. */
  setArgs(id: NodeId, args: Args): FxNode {
    return this.update(id, { args })
  }

  /**
   * Makes every use of `from` (or each use in a node that `filter` accepts) a use of `to`. What `to` itself uses
   * stays, so that a node can be put behind `from`: insert it as a user of `from`, then replace.
   * @throws TSFX0002 for a foreign node, TSFX0013 when a user takes an item of `from` and `to` is one item.
   */
  replaceAllUsesWith(from: NodeId, to: NodeId | Ref, filter: (user: FxNode) => boolean = () => true): void {
    const target = this.#target(to)
    const users = this.users(from).map((user) => this.node(user))
    const changes = users
      .filter((node) => node.id !== target.node && filter(node))
      .map((node) => ({ node, args: replacedArgs(node, from, target) }))
    for (const { node, args } of changes) this.#change(node, { args })
  }

  /** Makes each use of `from` in the node `user` a use of `to`. @throws TSFX0002, TSFX0013 as `replaceAllUsesWith` does. */
  replaceInputWith(user: NodeId, from: NodeId, to: NodeId | Ref): FxNode {
    const target = this.#target(to)
    this.node(from)
    const node = this.node(user)
    return this.#change(node, { args: replacedArgs(node, from, target) })
  }

  /** Removes a node. @throws TSFX0003 when it still has users, TSFX0002 for a foreign node. */
  erase(id: NodeId): void {
    const node = this.node(id)
    const users = this.users(id)
    if (users.length > 0) {
      throw erasedWithUsers(
        { name: node.name, users: users.map((user) => this.node(user).name).join(', ') },
        { node: node.name, loc: node.loc },
      )
    }
    this.#origins.outdate(node)
    this.#state.remove(node)
  }

  /**
   * Moves a node before `anchor`; before itself it stays. That it is still defined before it is used is checked at the end.
   * @throws TSFX0002 for a foreign node.
   */
  moveBefore(id: NodeId, anchor: NodeId): void {
    this.node(anchor)
    if (this.node(id).id === anchor) return
    this.#state.unlink(id)
    this.#state.move(id, this.#slot(anchor).prev, anchor)
  }

  /** Moves a node after `anchor`; after itself it stays. @throws TSFX0002 for a foreign node. */
  moveAfter(id: NodeId, anchor: NodeId): void {
    this.node(anchor)
    if (this.node(id).id === anchor) return
    this.#state.unlink(id)
    this.#state.move(id, anchor, this.#slot(anchor).next)
  }

  /**
   * Inserts a copy of `node` before `anchor`; `mapRef` says what its refs become here. A node of another graph needs it, as
   * ids of one graph mean nothing in another; a parameter of another graph comes along with `inline`.
   * @throws TSFX0002 for a node of another graph that reads a parameter, or has refs and no `mapRef`.
   */
  copyNode(anchor: NodeId, node: FxNode, mapRef?: (ref: Ref) => Arg): FxNode {
    const isOurs = [this.#state.slot(node.id)?.node, this.base.state.slots.get(node.id)?.node].includes(node)
    const needs = node.kind === 'get_attr' || (!mapRef && inputsOf(node).length > 0)
    if (!isOurs && needs) throw this.#foreign(`${node.name} of another graph`, node)
    const { kind, target, name, type, scope, loc } = node
    const { pass: _pass, from: _from, ...meta } = node.meta
    const args = mapRef ? mapRefs(node.args, mapRef) : node.args
    return this.insertBefore(anchor, { kind, target, args, name, type, scope, loc, meta, from: [node] })
  }

  /**
   * Copies the nodes of another graph before `anchor`, its parameters under free paths, and returns the value of its
   * output. `inputs` says what its placeholders stand for, by target.
   * @throws TSFX0009 when one is left out, TSFX0013 when one has not the items that are used.
   */
  inline(
    anchor: NodeId,
    graph: Graph,
    inputs: Readonly<Record<string, Arg>>,
    options: InlineOptions = {},
  ): Arg {
    return inlineGraph(this, anchor, graph, inputs, options)
  }

  /**
   * Puts a graph in the place of a region: inlines it behind the region, makes users of the region's outputs use its
   * result (one value, or a list with one for each output), erases the region. @throws TSFX0003, TSFX0009, TSFX0011, TSFX0012
   */
  splice(
    region: Region,
    graph: Graph,
    inputs: Readonly<Record<string, Arg>>,
    options: InlineOptions = {},
  ): void {
    spliceGraph(this, region, graph, inputs, options)
  }

  /** Puts nodes that are used before they are defined before their first user, and leaves the others. @throws TSFX0011 for a cycle. */
  sort(): void {
    sortNodes(this)
  }

  /** A legal name that no node has: `wanted`, `wanted_1`, ... */
  freeName(wanted: string): string {
    return this.#state.freeName(wanted).name
  }

  /** Adds or replaces a parameter; the old bytes stay in the store for earlier versions. */
  setParam(path: string, value: ParamValue): void {
    this.base.store.put(value)
    this.#state.writableParams().set(path, value.handle)
  }

  /** Takes a parameter out; the nodes that read it are the caller's concern. @throws TSFX0017 when there is none. */
  removeParam(path: string): void {
    this.#param(path)
    this.#state.writableParams().delete(path)
  }

  /** A parameter path not in use yet: `path`, `path_1`, ... */
  freeParamPath(path: string): string {
    let free = path
    for (let i = 1; this.param(free); i++) free = `${path}_${i}`
    return free
  }

  /** Inserts a `get_attr` for a parameter, typed by its handle. @throws TSFX0017 when there is no such parameter. */
  getAttrBefore(anchor: NodeId, path: string, fields: Partial<NewNode> = {}): FxNode {
    const handle = this.#param(path)
    return this.insertBefore(anchor, {
      kind: 'get_attr',
      target: path,
      name: path.replaceAll('.', '_'),
      type: typeOfParam(handle),
      ...fields,
    })
  }

  /** What is said of the graph as a whole, now. */
  get meta(): GraphMeta {
    return this.#state.meta
  }

  setMeta(change: Partial<GraphMeta>): void {
    this.#state.setMeta(change)
  }

  #param(path: string): ParamHandle {
    const handle = this.param(path)
    if (!handle) throw noSuchParam({ path, graph: this.base.meta.name })
    return handle
  }

  #slot(id: NodeId): Slot {
    const slot = this.#state.slot(id)
    if (!slot) throw this.#foreign(shownId(id))
    return slot
  }

  #foreign(id: string, { name, loc }: { name?: string; loc?: FxNode['loc'] } = {}): Error {
    return foreignNode(
      { id, graph: this.base.meta.name },
      { ...(name !== undefined && { node: name }), loc: loc ?? null },
    )
  }

  /** What uses are to become, as a ref. @throws TSFX0002 */
  #target(to: NodeId | Ref): Ref {
    const target = to instanceof Ref ? to : new Ref(to)
    this.node(target.node)
    return target
  }

  #insert(fields: NewNode, prev: NodeId | null, next: NodeId | null): FxNode {
    const id = this.#state.nextId as NodeId
    const free = this.#state.freeName(fields.name ?? fields.target)
    if (fields.args) checkArgs({ name: free.name, loc: fields.loc ?? null }, fields.args)
    const { scope, loc, meta, commented } = this.#origins.inherit(fields, fields.from, fields.madeBy)
    const { kind, target, args = NO_ARGS, type = null } = fields
    const made = new FxNode(id, { kind, target, args, name: free.name, type, scope, loc, meta })
    this.#checkRefs(made)
    this.#origins.comment(commented)
    this.#state.nextId++
    this.#state.add(made, free, prev, next)
    return made
  }

  /** Changes fields whose arguments are known to be legal. */
  #change(before: FxNode, change: Partial<NodeFields>): FxNode {
    const { kind = before.kind, target = before.target, args = before.args, name = before.name } = change
    const { type = before.type, scope = before.scope, loc = before.loc, meta = before.meta } = change
    const isSame =
      kind === before.kind && target === before.target && args === before.args && name === before.name
    if (
      isSame &&
      type === before.type &&
      scope === before.scope &&
      loc === before.loc &&
      meta === before.meta
    )
      return before
    const free = this.#state.freeName(name, before)
    const becomes = kind !== before.kind || target !== before.target
    const named = name === before.name || change.meta ? meta : this.#origins.renamed(meta, name)
    const kept = becomes ? this.#origins.becoming(before, named) : named
    const after = new FxNode(before.id, { kind, target, args, name: free.name, type, scope, loc, meta: kept })
    this.#checkRefs(after)
    this.#origins.outdate(before)
    this.#state.replace(before, after, free)
    return after
  }

  #checkRefs(node: FxNode): void {
    eachRef(node.args, (ref) => {
      if (!this.has(ref.node)) throw this.#foreign(`${ref.node}, which ${node.name} uses,`, node)
    })
  }
}

const replacedArgs = (node: FxNode, from: NodeId, target: Ref): Args =>
  mapRefs(node.args, (ref) => (ref.node === from ? itemOf(target, ref, node) : ref))

/** Plain JavaScript may give a node, or nothing, where its id belongs. */
const shownId = (id: unknown): string =>
  id instanceof FxNode ? `${id.name}, given whole where node.id belongs,` : String(id)
