/** @file What a new node inherits from the nodes it was made from: the one policy for scope, place, comment and sources. */
import type { FxNode, NodeFields, NodeId, NodeKind, NodeMeta } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { type NodeSource, sourceOf } from './nodeSource.ts'

type Inherited = Pick<NodeFields, 'scope' | 'loc' | 'meta'>

export class NodeOrigins {
  /** The pass that edits, when one does. */
  pass: string | null = null
  /** What an insert that names no origins comes from. */
  current: readonly FxNode[] = []
  readonly #base: Graph
  /** Nodes whose comment stands at a node made from them. */
  readonly #commented = new Set<NodeId>()

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
  ): Inherited & { readonly commented: readonly FxNode[] } {
    const commented = this.#commentedBy(kind, meta, from)
    const inherited: { -readonly [K in keyof NodeMeta]: NodeMeta[K] } = {}
    if (this.pass !== null) inherited.pass = this.pass
    if (from.length > 0) inherited.from = this.#sources(from)
    if (commented.length > 0) inherited.comment = commented[0]!.meta.comment!
    return {
      scope: scope ?? from[0]?.scope ?? '',
      loc: loc ?? from.find((node) => node.loc !== null)?.loc ?? null,
      meta: meta ? { ...inherited, ...meta } : inherited,
      commented,
    }
  }

  comment(nodes: readonly FxNode[]): void {
    for (const node of nodes) this.#commented.add(node.id)
  }

  /** The nodes whose comment stands at the new node; all of them when it has one of its own. */
  #commentedBy(kind: NodeKind, meta: NodeMeta | undefined, from: readonly FxNode[]): readonly FxNode[] {
    if (meta?.comment !== undefined) return from
    // A comment belongs above a statement, and a parameter has none.
    const first =
      kind === 'get_attr'
        ? undefined
        : from.find((node) => node.meta.comment !== undefined && !this.#commented.has(node.id))
    return first ? [first] : []
  }

  /** Meta of a node that was `before` and is now another op. */
  becoming(before: FxNode, meta: NodeMeta): NodeMeta {
    const { pass: _pass, from: _from, ...kept } = meta
    return { ...kept, ...(this.pass !== null && { pass: this.pass }), from: this.#sources([before]) }
  }

  /** One step for each transaction: what a node made in it was made from counts, not the node in between. */
  #sources(nodes: readonly FxNode[]): readonly NodeSource[] {
    const sources = new Set<NodeSource>()
    for (const node of nodes) {
      const read = this.#base.state.slots.get(node.id)?.node
      if (read !== undefined && read.name === node.name) sources.add(sourceOf(read))
      else if (read === undefined && node.meta.from && node.meta.pass === this.pass)
        for (const source of node.meta.from) sources.add(source)
      else sources.add(sourceOf(read ?? node))
    }
    return [...sources]
  }
}
