/** @file What a new node inherits from the nodes it was made from: the one policy for scope, place, comment, variable and sources. */
import type { FxNode, NodeFields, NodeKind, NodeMeta } from './fxNode.ts'
import { type NodeSource, sourceOf } from './nodeSource.ts'
import type { WorkingState } from './workingState.ts'

type Inherited = Pick<NodeFields, 'scope' | 'loc' | 'meta'>

/** Who made a node is what the edit knows, also when meta is that of another node. */
function withoutMaker({ pass: _pass, from: _from, ...kept }: NodeMeta): NodeMeta {
  return kept
}

const variablesOf = ({ variable, variables }: NodeMeta): Pick<NodeMeta, 'variable' | 'variables'> => ({
  ...(variable !== undefined && { variable }),
  ...(variables && { variables }),
})

const NO_SOURCES: readonly NodeSource[] = Object.freeze([])
const NO_NODES: readonly FxNode[] = Object.freeze([])
const NO_META: NodeMeta = Object.freeze({})

export class NodeOrigins {
  /** The pass that edits, when one does. */
  pass: string | null = null
  /** What an insert that names no origins comes from. */
  current: readonly FxNode[] = NO_NODES
  readonly #state: WorkingState
  /** Nodes whose comment stands at a node made from them, as they were read. */
  readonly #commented = new Set<FxNode>()
  /** Nodes that this edit made or changed, and has changed again or erased since. */
  readonly #outdated = new Set<FxNode>()

  constructor(state: WorkingState) {
    this.#state = state
  }

  within<T>(nodes: readonly FxNode[], recipe: () => T): T {
    const outer = this.current
    this.current = nodes
    try {
      return recipe()
    } finally {
      this.current = outer
    }
  }

  /** Fields of a new node; `comment` is told of `commented` once the node is in the graph. */
  inherit(
    {
      kind,
      name,
      scope,
      loc,
      meta,
    }: Pick<NodeFields, 'kind'> & Partial<Inherited & Pick<NodeFields, 'name'>>,
    from: readonly FxNode[] = this.current,
    madeBy: Pick<NodeMeta, 'pass' | 'from'> | null = null,
  ): Inherited & { readonly commented: readonly FxNode[] } {
    // Most nodes are made from none: those that a trace records, and those that are copied with their makers.
    if (from.length === 0 && this.pass === null && !madeBy && !meta)
      return { scope: scope ?? '', loc: loc ?? null, meta: NO_META, commented: NO_NODES }
    const commented = this.#commentedBy(kind, meta, from)
    const inherited: { -readonly [K in keyof NodeMeta]: NodeMeta[K] } = {}
    const { pass = null, from: sources = [] } = madeBy ?? { pass: this.pass, from: this.#sources(from) }
    if (pass !== null) inherited.pass = pass
    if (sources.length > 0) inherited.from = sources
    const { comment, comments } = meta?.comment === undefined ? (commented[0]?.meta ?? NO_META) : meta
    if (comment !== undefined) inherited.comment = comment
    if (comments) inherited.comments = comments
    // What takes a name takes the variable that the name was made of.
    const namesake = meta || name === undefined ? undefined : from.find((node) => node.name === name)
    if (namesake) Object.assign(inherited, variablesOf(namesake.meta))
    return {
      scope: scope ?? from[0]?.scope ?? '',
      loc: loc ?? from.find((node) => node.loc !== null)?.loc ?? null,
      meta: meta ? { ...withoutMaker(meta), ...inherited } : inherited,
      commented,
    }
  }

  comment(nodes: readonly FxNode[]): void {
    for (const node of nodes) this.#commented.add(this.#read(node) ?? node)
  }

  /** The nodes whose comment stands at the new node; all of them when it has one of its own. */
  #commentedBy(kind: NodeKind, meta: NodeMeta | undefined, from: readonly FxNode[]): readonly FxNode[] {
    if (meta?.comment !== undefined || from.length === 0) return from
    // A comment belongs above a statement, and a parameter has none.
    const first =
      kind === 'get_attr'
        ? undefined
        : from.find(
            (node) => node.meta.comment !== undefined && !this.#commented.has(this.#read(node) ?? node),
          )
    return first ? [first] : []
  }

  /** Meta of a node that is called `name` from now on: the variables are those of the node that it takes the name of. */
  renamed({ variable: _variable, variables: _variables, ...kept }: NodeMeta, name: string): NodeMeta {
    const namesake = this.#state.base.find(name)
    return namesake ? { ...kept, ...variablesOf(namesake.meta) } : kept
  }

  /** Meta of a node that was `before` and is now another op. */
  becoming(before: FxNode, meta: NodeMeta): NodeMeta {
    return {
      ...withoutMaker(meta),
      ...(this.pass !== null && { pass: this.pass }),
      from: this.#sources([before]),
    }
  }

  /** Remembers a node that is about to be changed or erased, when it is one that this edit made. */
  outdate(node: FxNode): void {
    if (this.#base(node) !== node) this.#outdated.add(node)
  }

  #base({ id }: FxNode): FxNode | undefined {
    return this.#state.base.state.slots.get(id)?.node
  }

  /** Says whether this edit made or changed the node. */
  #isOurs(node: FxNode): boolean {
    return this.#outdated.has(node) || (this.#state.slot(node.id)?.node === node && this.#base(node) !== node)
  }

  /** The node as the pass read it; null for one that the edit made, and for a node of another graph, whose id means nothing here. */
  #read(node: FxNode): FxNode | null {
    const read = this.#base(node)
    return read === node || (read && this.#isOurs(node)) ? read : null
  }

  /** One step for each transaction: what a node made in it was made from counts, not the node in between. */
  #sources(nodes: readonly FxNode[]): readonly NodeSource[] {
    if (nodes.length === 0) return NO_SOURCES
    const sources = new Set<NodeSource>()
    for (const node of nodes) {
      const read = this.#read(node)
      if (read) sources.add(sourceOf(read))
      else if (node.meta.from && this.#isOurs(node)) for (const source of node.meta.from) sources.add(source)
      else sources.add(sourceOf(node))
    }
    return [...sources]
  }
}
