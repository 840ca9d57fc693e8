/** @file The manager's side of `PassContext`: it remembers which node a pass is at, so that a failure has a place. */
import type { Edit, FxNode } from '@tsfx/ir'
import type { LiveVariables, PassContext } from './pass.ts'

export class RunningPass implements PassContext {
  readonly liveVariables: LiveVariables
  #current: FxNode | null = null

  constructor(liveVariables: LiveVariables) {
    this.liveVariables = liveVariables
  }

  /** The node being visited, or null outside `eachNode`. */
  get current(): FxNode | null {
    return this.#current
  }

  eachNode(edit: Edit, visit: (node: FxNode) => void): void {
    for (const { id } of edit.base.nodes) {
      if (!edit.has(id)) continue
      this.#current = edit.node(id)
      visit(this.#current)
    }
    this.#current = null
  }
}
