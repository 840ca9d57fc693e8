/** @file What one run of a pass did. */
import type { EditResult, SourceLocation } from '@tsfx/ir'

/** A place that a rule nearly rewrote, and why it did not. */
export interface NearMiss {
  readonly rule: string
  /** Name of the node, in the version that the pass read. */
  readonly node: string
  readonly loc: SourceLocation | null
  readonly reason: string
}

export interface PassRecord {
  readonly name: string
  /** The group that ran it and its round, as in `simplify, round 2`; null outside of groups. */
  readonly round: string | null
  /** Lead from the version before to the version after: `before.apply(patches)`. */
  readonly patches: EditResult['patches']
  /** Lead back. */
  readonly inverse: EditResult['inverse']
  /** Number of nodes added, removed or changed; those that only moved are not counted. */
  readonly changed: number
  /** How often each rule rewrote something, by its name. */
  readonly firings: Readonly<Record<string, number>>
  readonly nearMisses: readonly NearMiss[]
  /** Time in the pass itself. */
  readonly milliseconds: number
  /** Time in verification, checks of facts, checks of the user and comparison of numbers. */
  readonly checkMilliseconds: number
}
