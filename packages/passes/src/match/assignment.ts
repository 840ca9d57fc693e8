/** @file What a search has bound so far; every step can be taken back. */
import type { Arg, FxNode, NodeId, Ref } from '@tsfx/ir'
import type { MatchView } from './matchView.ts'
import type { Slots } from './opHead.ts'
import type { BoundParam, OpPattern } from './pattern.ts'
import { sameValue } from './sameValue.ts'

/** What a name can stand for. */
export type Bound =
  | { readonly kind: 'value'; readonly value: Arg }
  | { readonly kind: 'param'; readonly value: BoundParam }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'node'; readonly value: FxNode }
  | { readonly kind: 'list'; readonly value: readonly Readonly<Record<string, unknown>>[] }

/** A node that an op of the pattern stands for. */
export interface MatchedNode {
  readonly node: FxNode
  readonly op: OpPattern
  isAnchor: boolean
  /** Places of the pattern that lead to it. */
  places: number
  /** How the patterns of its arguments lie at present. */
  slots: Slots
}

export class Assignment {
  readonly nodes = new Map<NodeId, MatchedNode>()
  readonly #view: MatchView
  readonly #log: (() => void)[] = []
  #names = new Map<string, Bound>()

  constructor(view: MatchView) {
    this.#view = view
  }

  /** A point to return to. */
  mark(): number {
    return this.#log.length
  }

  undo(mark: number): void {
    while (this.#log.length > mark) this.#log.pop()!()
  }

  /** What `name` stands for in the present scope. */
  named(name: string): Bound | null {
    return this.#names.get(name) ?? null
  }

  /** Runs `search` with names of its own; the nodes it takes stay taken. */
  inScope<T>(search: () => T): T {
    const outer = this.#names
    this.#names = new Map()
    try {
      return search()
    } finally {
      this.#names = outer
    }
  }

  /** Lets `name` stand for `bound`; false when it stands for something else already. */
  bind(name: string | null, bound: Bound): boolean {
    if (name === null) return true
    const names = this.#names
    const before = names.get(name)
    if (before) return this.#isSame(before, bound)
    names.set(name, bound)
    this.#log.push(() => names.delete(name))
    return true
  }

  /** Lets `op` stand for `node`. */
  take(op: OpPattern, node: FxNode, isAnchor: boolean): MatchedNode {
    const matched = { node, op, isAnchor, places: isAnchor ? 0 : 1, slots: [] }
    this.nodes.set(node.id, matched)
    this.#log.push(() => this.nodes.delete(node.id))
    return matched
  }

  /** Notes one more place of the pattern that leads to a node it has: as a result, or as an argument. */
  takeAgain(matched: MatchedNode, isAnchor: boolean): void {
    const { places, isAnchor: wasAnchor } = matched
    if (isAnchor) matched.isAnchor = true
    else matched.places++
    this.#log.push(() => Object.assign(matched, { places, isAnchor: wasAnchor }))
  }

  /** The node on which a value stands that is bound to `name`. */
  nodeOf(name: string): NodeId | null {
    const bound = this.named(name)
    if (bound?.kind === 'node') return bound.value.id
    if (bound?.kind === 'param') return bound.value.node.id
    return bound?.kind === 'value' ? ((bound.value as Partial<Ref> | null)?.node ?? null) : null
  }

  #isSame(before: Bound, now: Bound): boolean {
    if (before.kind === 'value' && now.kind === 'value') return sameValue(before.value, now.value, this.#view)
    if (before.kind === 'param' && now.kind === 'param') return before.value.path === now.value.path
    if (before.kind === 'node' && now.kind === 'node') return before.value.id === now.value.id
    return Object.is(before.value, now.value)
  }
}
