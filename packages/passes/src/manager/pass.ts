/**
 * @file A pass: data and one function. The manager (`runPasses`) owns the transaction, verification, provenance and
 * timing, so a pass says only what it rewrites.
 */
import type { Edit, FxNode } from '@tsfx/ir'
import type { Fact, FactContext } from './fact.ts'

/** What the manager offers to a running pass. */
export interface PassContext extends FactContext {
  /**
   * Visits the nodes of the version the pass reads, in execution order, each as it is now; nodes erased on the way are
   * left out. What `visit` inserts is recorded as made from the visited node, and an error it throws is reported there.
   */
  eachNode(edit: Edit, visit: (node: FxNode) => void): void
  /** Counts that `rule` rewrote `node`. */
  fired(rule: string, node: FxNode): void
  /** Notes why `rule` left `node` alone although it nearly fitted: `conv has 2 users`. */
  nearMiss(rule: string, node: FxNode, reason: string): void
}

/** What is known of a pass without running it. */
export interface PassDescription {
  readonly name: string
  /** One line, for `tsfx passes` and the head of the pass's page. */
  readonly summary: string
  /** Facts that must hold before; the manager checks them. */
  readonly requires: readonly Fact[]
  /** Facts that hold afterwards; the manager checks them. */
  readonly ensures: readonly Fact[]
}

/** A rewrite of a graph, as data and one function: `runPasses(graph, [pass])`. */
export interface Pass extends PassDescription {
  /** Rewrites the graph by `edit`, in one transaction that the manager opens, verifies and records. */
  run(edit: Edit, context: PassContext): void
}

/** Says whether the fact holds because of the pass. One that requires what it ensures only keeps it, so nothing waits for it. */
export const establishes = ({ requires, ensures }: PassDescription, fact: string): boolean =>
  ensures.some(({ name }) => name === fact) && !requires.some(({ name }) => name === fact)
