/**
 * @file The one transaction in which a graph is edited. Each method keeps links, users and names true, so a pass
 * cannot break them, and changes nothing when it throws; what it reads are frozen nodes, never drafts.
 */
import { type Arg, type Args, eachRef, mapRefs, Ref } from './arg.ts'
import { erasedWithUsers, foreignNode, usedBeforeDefined } from './diagnostics.generated.ts'
import { FxNode, type NodeFields, type NodeId, type NodeMeta } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { type GraphMeta, type GraphState, Link, typeOfParam } from './graphState.ts'
import { legalIdentifier } from './legalIdentifier.ts'
import type { ParamHandle, ParamValue } from './param.ts'

/** The draft's own view of the state: Maps that may be written. */
export type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : T[K]
}

/** A node to insert; what is left out gets a default. */
export type NewNode = Pick<NodeFields, 'kind' | 'target'> & Partial<Omit<NodeFields, 'kind' | 'target'>>

type UserCounts = Map<NodeId, Map<NodeId, number>>

interface FreeName {
  readonly name: string
  readonly base: string
  readonly suffix: number
}

export class Edit {
  /** The version that was read when the transaction opened. */
  readonly base: Graph
  readonly #draft: Mutable<GraphState>
  readonly #users: UserCounts = new Map()
  readonly #names = new Map<string, NodeId>()
  readonly #suffixes = new Map<string, number>()
  /** A plain copy beside the draft: immer would hand out handles as proxies that die with the transaction. */
  readonly #params: Map<string, ParamHandle>
  readonly #readers = new Map<string, Set<NodeId>>()
  #provenance: Pick<NodeMeta, 'pass' | 'from'> = {}

  constructor(base: Graph, draft: Mutable<GraphState>) {
    this.base = base
    this.#draft = draft
    this.#params = new Map(base.params)
    for (const node of base.nodes) {
      this.#names.set(node.name, node.id)
      this.#index(node)
    }
  }

  /** Marks nodes inserted from here on as made by `pass`. */
  attributeTo(pass: string): void {
    this.#provenance = { pass }
  }

  /** @throws TSFX0002 when the node is not in the graph now. */
  node(id: NodeId): FxNode {
    const node = this.#draft.nodes.get(id)
    if (!node) throw foreignNode({ id, graph: this.base.meta.name })
    return node
  }

  has(id: NodeId): boolean {
    return this.#draft.nodes.has(id)
  }

  /** Nodes that use `id` now, each once, in the order in which the uses came to be. */
  users(id: NodeId): readonly NodeId[] {
    return [...(this.#users.get(id)?.keys() ?? [])]
  }

  param(path: string): ParamHandle | null {
    return this.#params.get(path) ?? null
  }

  get params(): ReadonlyMap<string, ParamHandle> {
    return this.#params
  }

  /** The `get_attr` nodes that read a parameter now. */
  readersOf(path: string): readonly NodeId[] {
    return [...(this.#readers.get(path) ?? [])]
  }

  /** Inserts before `anchor`; @throws TSFX0002 for a foreign anchor. */
  insertBefore(anchor: NodeId, node: NewNode): FxNode {
    this.node(anchor)
    const prev = this.#link(anchor).prev
    return this.#insert(node, prev, anchor)
  }

  /** Inserts after `anchor`; @throws TSFX0002 for a foreign anchor. */
  insertAfter(anchor: NodeId, node: NewNode): FxNode {
    this.node(anchor)
    const next = this.#link(anchor).next
    return this.#insert(node, anchor, next)
  }

  /** Appends at the end; before the output node when there is one and `node` is not the output. */
  append(node: NewNode): FxNode {
    const tail = this.#draft.tail
    if (tail !== null && this.node(tail).kind === 'output' && node.kind !== 'output')
      return this.insertBefore(tail, node)
    return this.#insert(node, tail, null)
  }

  /** Changes fields of a node in place. @throws TSFX0006 when it refers to a node that is not there. */
  update(id: NodeId, change: Partial<Omit<NodeFields, 'name'>> & { readonly name?: string }): FxNode {
    const before = this.node(id)
    const { name = before.name, ...rest } = change
    const free = this.#freeName(name, id)
    const after = before.with({ ...rest, name: free.name })
    this.#checkRefs(after)
    this.#names.delete(before.name)
    this.#take(free, id)
    this.#unindex(before)
    this.#index(after)
    this.#draft.nodes.set(id, after)
    return after
  }

  setArgs(id: NodeId, args: Args): FxNode {
    return this.update(id, { args })
  }

  /**
   * Makes every use of `from` (or each use in a node that `filter` accepts) a use of `to`. What `to` itself uses
   * stays, so that a node can be put behind `from`: insert it as a user of `from`, then replace.
   */
  replaceAllUsesWith(from: NodeId, to: NodeId | Ref, filter: (user: FxNode) => boolean = () => true): void {
    const target = to instanceof Ref ? to : new Ref(to)
    this.node(target.node)
    const users = this.users(from).map((user) => this.node(user))
    for (const user of users.filter((node) => node.id !== target.node && filter(node))) {
      this.setArgs(
        user.id,
        mapRefs(
          user.args,
          (ref): Arg => (ref.node === from ? new Ref(target.node, target.index ?? ref.index) : ref),
        ),
      )
    }
  }

  /** Removes a node. @throws TSFX0003 when it still has users. */
  erase(id: NodeId): void {
    const node = this.node(id)
    const users = this.users(id)
    if (users.length > 0) {
      throw erasedWithUsers(
        { name: node.name, users: users.map((user) => this.node(user).name).join(', ') },
        { node: node.name, loc: node.loc },
      )
    }
    const { prev, next } = this.#link(id)
    this.#join(prev, next)
    this.#unindex(node)
    this.#names.delete(node.name)
    this.#draft.nodes.delete(id)
    this.#draft.links.delete(id)
  }

  /** Adds or replaces a parameter; the old bytes stay in the store for earlier versions. */
  setParam(path: string, value: ParamValue): void {
    this.base.store.put(value)
    this.#params.set(path, value.handle)
    this.#draft.params.set(path, value.handle)
  }

  removeParam(path: string): void {
    this.#params.delete(path)
    this.#draft.params.delete(path)
  }

  /** A parameter path not in use yet: `path`, `path_1`, ... */
  freeParamPath(path: string): string {
    let free = path
    for (let i = 1; this.#params.has(free); i++) free = `${path}_${i}`
    return free
  }

  /** Inserts a `get_attr` for a parameter, typed by its handle. */
  getAttrBefore(anchor: NodeId, path: string, fields: Partial<NodeFields> = {}): FxNode {
    const handle = this.param(path)
    return this.insertBefore(anchor, {
      kind: 'get_attr',
      target: path,
      name: path.replaceAll('.', '_'),
      type: handle && typeOfParam(handle),
      ...fields,
    })
  }

  setMeta(change: Partial<GraphMeta>): void {
    this.#draft.meta = { ...this.#draft.meta, ...change }
  }

  #insert(node: NewNode, prev: NodeId | null, next: NodeId | null): FxNode {
    const id = this.#draft.nextId as NodeId
    const free = this.#freeName(node.name ?? node.target, id)
    const made = new FxNode(id, {
      args: {},
      type: null,
      scope: '',
      loc: null,
      ...node,
      meta: { ...this.#provenance, ...node.meta },
      name: free.name,
    })
    this.#checkRefs(made)
    this.#draft.nextId++
    this.#take(free, id)
    this.#draft.nodes.set(id, made)
    this.#draft.links.set(id, new Link(prev, next))
    this.#join(prev, id)
    this.#join(id, next)
    this.#index(made)
    return made
  }

  /** Makes `next` follow `prev`; null stands for the ends of the list. */
  #join(prev: NodeId | null, next: NodeId | null): void {
    if (prev === null) this.#draft.head = next
    else this.#draft.links.set(prev, new Link(this.#link(prev).prev, next))
    if (next === null) this.#draft.tail = prev
    else this.#draft.links.set(next, new Link(prev, this.#link(next).next))
  }

  #link(id: NodeId): Link {
    return this.#draft.links.get(id) ?? new Link(null, null)
  }

  /** The name `wanted`, made legal and unique; nobody has it until `#take`. */
  #freeName(wanted: string, id: NodeId): FreeName {
    const base = legalIdentifier(wanted)
    let name = base
    // The last suffix is remembered, so that n nodes of one name cost n steps, not n * n.
    let suffix = this.#suffixes.get(base) ?? 0
    while (this.#names.has(name) && this.#names.get(name) !== id) name = `${base}_${++suffix}`
    return { name, base, suffix }
  }

  #take({ name, base, suffix }: FreeName, id: NodeId): void {
    if (suffix > 0) this.#suffixes.set(base, suffix)
    this.#names.set(name, id)
  }

  #checkRefs(node: FxNode): void {
    eachRef(node.args, (ref) => {
      if (!this.#draft.nodes.has(ref.node))
        throw usedBeforeDefined({ name: node.name, used: ref.node }, { node: node.name, loc: node.loc })
    })
  }

  #index(node: FxNode): void {
    this.#count(node, 1)
    if (node.kind !== 'get_attr') return
    const readers = this.#readers.get(node.target)
    if (readers) readers.add(node.id)
    else this.#readers.set(node.target, new Set([node.id]))
  }

  #unindex(node: FxNode): void {
    this.#count(node, -1)
    if (node.kind === 'get_attr') this.#readers.get(node.target)?.delete(node.id)
  }

  #count(node: FxNode, sign: 1 | -1): void {
    eachRef(node.args, (ref) => {
      const counts = this.#users.get(ref.node) ?? new Map<NodeId, number>()
      const count = (counts.get(node.id) ?? 0) + sign
      if (count > 0) counts.set(node.id, count)
      else counts.delete(node.id)
      this.#users.set(ref.node, counts)
    })
  }
}
