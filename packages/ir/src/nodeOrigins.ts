/** @file What a new node inherits from the nodes it was made from: the one policy for scope, place, comment and sources. */
import type { FxNode, NodeFields, NodeKind, NodeMeta } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { type NodeSource, sourceOf } from './nodeSource.ts'

type Inherited = Pick<NodeFields, 'scope' | 'loc' | 'meta'>

/** Who made a node is what the edit knows, also when meta is that of another node. */
function withoutMaker({ pass: _pass, from: _from, ...kept }: NodeMeta): NodeMeta {
  return kept
}

const NO_SOURCES: readonly NodeSource[] = Object.freeze([])

export class NodeOrigins {
  /** The pass that edits, when one does. */
  pass: string | null = null
  /** What an insert that names no origins comes from. */
  current: readonly FxNode[] = []
  readonly #base: Graph
  /** Nodes whose comment stands at a node made from them, as they were read. */
  readonly #commented = new Set<FxNode>()
  /** Nodes that this edit made or changed, also those that it has changed again since. */
  readonly #ours = new Set<FxNode>()

  constructor(base: Graph) {
    this.#base = base
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
    { kind, scope, loc, meta }: Pick<NodeFields, 'kind'> & Partial<Inherited>,
    from: readonly FxNode[] = this.current,
    madeBy: Pick<NodeMeta, 'pass' | 'from'> | null = null,
  ): Inherited & { readonly commented: readonly FxNode[] } {
    const commented = this.#commentedBy(kind, meta, from)
    const inherited: { -readonly [K in keyof NodeMeta]: NodeMeta[K] } = {}
    const { pass = null, from: sources = [] } = madeBy ?? { pass: this.pass, from: this.#sources(from) }
    if (pass !== null) inherited.pass = pass
    if (sources.length > 0) inherited.from = sources
    const comment = meta?.comment ?? commented[0]?.meta.comment
    if (comment !== undefined) inherited.comment = comment
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
    if (meta?.comment !== undefined) return from
    // A comment belongs above a statement, and a parameter has none.
    const first =
      kind === 'get_attr'
        ? undefined
        : from.find(
            (node) => node.meta.comment !== undefined && !this.#commented.has(this.#read(node) ?? node),
          )
    return first ? [first] : []
  }

  /** Meta of a node that was `before` and is now another op. */
  becoming(before: FxNode, meta: NodeMeta): NodeMeta {
    return {
      ...withoutMaker(meta),
      ...(this.pass !== null && { pass: this.pass }),
      from: this.#sources([before]),
    }
  }

  /** Remembers a node that this edit made or changed. */
  add(node: FxNode): void {
    this.#ours.add(node)
  }

  /** The node as the pass read it; null for one that the edit made, and for a node of another graph, whose id means nothing here. */
  #read(node: FxNode): FxNode | null {
    const read = this.#base.state.slots.get(node.id)?.node
    return read === node || (read && this.#ours.has(node)) ? read : null
  }

  /** One step for each transaction: what a node made in it was made from counts, not the node in between. */
  #sources(nodes: readonly FxNode[]): readonly NodeSource[] {
    if (nodes.length === 0) return NO_SOURCES
    const sources = new Set<NodeSource>()
    for (const node of nodes) {
      const read = this.#read(node)
      if (read) sources.add(sourceOf(read))
      else if (this.#ours.has(node) && node.meta.from)
        for (const source of node.meta.from) sources.add(source)
      else sources.add(sourceOf(node))
    }
    return [...sources]
  }
}
