/** @file The manager's side of `PassContext`: which node a pass is at, so that a failure has a place, and what its rules did. */
import type { Edit, FxNode } from '@tsfx/ir'
import type { LiveVariables } from './fact.ts'
import type { PassContext } from './pass.ts'
import type { NearMiss } from './passRecord.ts'

export class RunningPass implements PassContext {
  readonly liveVariables: LiveVariables
  readonly #firings = new Map<string, number>()
  readonly #nearMisses: NearMiss[] = []
  /** The error that left a visit, and the visited node. */
  #failure: { readonly error: unknown; readonly node: FxNode } | null = null

  constructor(liveVariables: LiveVariables) {
    this.liveVariables = liveVariables
  }

  /** The node at which `error` was thrown, or null when it comes from no visit of `eachNode`. */
  nodeOf(error: unknown): FxNode | null {
    return this.#failure && Object.is(this.#failure.error, error) ? this.#failure.node : null
  }

  get firings(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#firings)
  }

  get nearMisses(): readonly NearMiss[] {
    return this.#nearMisses
  }

  eachNode(edit: Edit, visit: (node: FxNode) => void): void {
    for (const { id } of edit.base.nodes) {
      if (!edit.has(id)) continue
      const node = edit.node(id)
      this.#failure = null
      try {
        edit.deriveFrom([node], () => visit(node))
      } catch (error) {
        // Of visits inside of visits, the innermost.
        if (this.nodeOf(error) === null) this.#failure = { error, node }
        throw error
      }
    }
  }

  fired(rule: string, _node: FxNode): void {
    this.#firings.set(rule, (this.#firings.get(rule) ?? 0) + 1)
  }

  nearMiss(rule: string, { name, loc }: FxNode, reason: string): void {
    this.#nearMisses.push({ rule, node: name, loc, reason })
  }
}
