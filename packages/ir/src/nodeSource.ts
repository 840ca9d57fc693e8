/**
 * @file Where a node came from: a tree whose leaves are what the tracer recorded. It hangs on the node itself, so it
 * survives every pass, JSON and a lost history; sources are shared between nodes, never copied.
 */
import type { FxNode, NodeKind } from './fxNode.ts'
import type { SourceLocation } from './sourceLocation.ts'

export interface NodeSource {
  /** The node's name in the version that the pass read. */
  readonly name: string
  readonly kind: NodeKind
  readonly target: string
  readonly scope: string
  readonly loc: SourceLocation | null
  /** The pass that made this node; null for what the tracer recorded. */
  readonly pass: string | null
  /** What that pass made it from. */
  readonly from: readonly NodeSource[]
}

/** A node as the source of others; the same node always gives the same record. */
export const sourceOf = (node: FxNode): NodeSource => node.asSource()
