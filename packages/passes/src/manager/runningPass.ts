/** @file The manager's side of `PassContext`: which node a pass is at, so that a failure has a place, and what its rules did. */
import type { Edit, FxNode } from '@tsfx/ir'
import type { LiveVariables } from './fact.ts'
import type { PassContext } from './pass.ts'
import type { NearMiss } from './passRecord.ts'

export class RunningPass implements PassContext {
  readonly liveVariables: LiveVariables
  readonly #firings = new Map<string, number>()
  readonly #nearMisses: NearMiss[] = []
  #current: FxNode | null = null

  constructor(liveVariables: LiveVariables) {
    this.liveVariables = liveVariables
  }

  /** The node being visited, or null outside `eachNode`. */
  get current(): FxNode | null {
    return this.#current
  }

  get firings(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#firings)
  }

  get nearMisses(): readonly NearMiss[] {
    return this.#nearMisses
  }

  eachNode(edit: Edit, visit: (node: FxNode) => void): void {
    const around = this.#current
    for (const { id } of edit.base.nodes) {
      if (!edit.has(id)) continue
      const node = edit.node(id)
      this.#current = node
      edit.deriveFrom([node], () => visit(node))
    }
    // Not when a visit throws: the failure is at the node that was visited.
    this.#current = around
  }

  fired(rule: string, _node: FxNode): void {
    this.#firings.set(rule, (this.#firings.get(rule) ?? 0) + 1)
  }

  nearMiss(rule: string, { name, loc }: FxNode, reason: string): void {
    this.#nearMisses.push({ rule, node: name, loc, reason })
  }
}
