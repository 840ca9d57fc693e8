/** @file One edit as a history holds it. */
import type { Changes } from './changes.ts'
import type { Patch } from './patch.ts'

/** What leads from the version before to the one after, and back. */
export class HistoryEntry {
  /** Such as the name of a pass. */
  readonly label: string
  /** Nodes that were added, removed or changed; those that only moved are not counted. */
  readonly changedNodes: number
  readonly #changes: Changes

  constructor(label: string, changes: Changes) {
    this.label = label
    this.changedNodes = changes.changedNodes.length
    this.#changes = changes
  }

  /** Lead from the version before to the one after. */
  get patches(): readonly Patch[] {
    return this.#changes.patches
  }

  /** Lead back. */
  get inverse(): readonly Patch[] {
    return this.#changes.inverse
  }
}
