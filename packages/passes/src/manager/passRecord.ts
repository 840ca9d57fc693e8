/** @file What one run of a pass did. */
import type { EditResult, HistoryEntry, SourceLocation } from '@tsfx/ir'

/** A place that a rule nearly rewrote, and why it did not. */
export interface NearMiss {
  readonly rule: string
  /** Name of the node, in the version that the pass read. */
  readonly node: string
  readonly loc: SourceLocation | null
  readonly reason: string
}

/** What the manager saw of a run. */
export interface PassRunFacts {
  /** The group that ran it and its round, as in `simplify, round 2`; null outside of groups. */
  readonly round: string | null
  /** How often each rule rewrote something, by its name. */
  readonly firings: Readonly<Record<string, number>>
  readonly nearMisses: readonly NearMiss[]
  /** Time in the pass itself. */
  readonly milliseconds: number
  /** Time in verification, checks of facts, checks of the user and comparison of numbers. */
  readonly checkMilliseconds: number
}

/** One run of a pass. Its patches are those of its entry in the history, which holds them in less memory. */
export class PassRecord implements PassRunFacts {
  readonly name: string
  readonly round: string | null
  /** Number of nodes added, removed or changed; those that only moved are not counted. */
  readonly changed: number
  readonly firings: Readonly<Record<string, number>>
  readonly nearMisses: readonly NearMiss[]
  readonly milliseconds: number
  readonly checkMilliseconds: number
  readonly #entry: HistoryEntry

  constructor(
    entry: HistoryEntry,
    { round, firings, nearMisses, milliseconds, checkMilliseconds }: PassRunFacts,
  ) {
    this.name = entry.label
    this.round = round
    this.changed = entry.changedNodes
    this.firings = firings
    this.nearMisses = nearMisses
    this.milliseconds = milliseconds
    this.checkMilliseconds = checkMilliseconds
    this.#entry = entry
  }

  /** Lead from the version before to the version after: `before.apply(patches)`. */
  get patches(): EditResult['patches'] {
    return this.#entry.patches
  }

  /** Lead back. */
  get inverse(): EditResult['inverse'] {
    return this.#entry.inverse
  }
}
