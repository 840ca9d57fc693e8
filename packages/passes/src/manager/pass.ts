/**
 * @file A pass: data and one function. The manager (`runPasses`) owns the transaction, verification, provenance and
 * timing, so a pass says only what it rewrites.
 */
import type { Edit, FxNode } from '@tsfx/ir'
import type { Fact } from './facts.ts'

/** What to do with parameters that are live `tf.Variable`s: fold a snapshot of them, or leave them to training. */
export type LiveVariables = 'snapshot' | 'decline'

/** What the manager offers to a running pass. */
export interface PassContext {
  readonly liveVariables: LiveVariables
  /**
   * Visits the nodes of the version the pass reads, in execution order, each as it is now; nodes erased on the way are
   * left out. An error thrown by `visit` is reported at that node.
   */
  eachNode(edit: Edit, visit: (node: FxNode) => void): void
}

export interface Pass {
  readonly name: string
  /** One line, for `tsfx passes` and the head of the pass's page. */
  readonly summary: string
  /** Facts that must hold before; the manager checks them. */
  readonly requires: readonly Fact[]
  /** Facts that hold afterwards; the manager checks them. */
  readonly ensures: readonly Fact[]
  run(edit: Edit, context: PassContext): void
}
