/**
 * @file Facts that passes require and ensure: records, so that a user's own fact is one like ours. Each brings its
 * checker, which the manager runs after a pass that ensures the fact and before one that requires it: a fact is never
 * taken on trust. The facts of tsfx stand beside the pass that ensures them.
 */
import type { FxNode, Graph } from '@tsfx/ir'

/** What to do with parameters that are live `tf.Variable`s: fold a snapshot of them, or leave them to training. */
export type LiveVariables = 'snapshot' | 'decline'

/** What a fact may depend on besides the graph. */
export interface FactContext {
  readonly liveVariables: LiveVariables
}

/** The first thing that contradicts a fact; `node` is null when it is no node. */
export interface FactViolation {
  readonly node: FxNode | null
  /** Continues "requires 'typed', but ...": `y has no type`. */
  readonly problem: string
}

/** Something that holds in a graph or does not. Two facts of one name are the same fact. */
export interface Fact {
  readonly name: string
  /** One line: what holds. */
  readonly summary: string
  /** The first thing that contradicts the fact in `graph`, or null when it holds. */
  violation(graph: Graph, context: FactContext): FactViolation | null
}

/**
 * The violation that the first node with the flaw `wrong` is; null when there is none. For facts that say something of
 * each node by itself.
 */
export function firstViolation(
  graph: Graph,
  wrong: (node: FxNode) => boolean,
  problem: string,
): FactViolation | null {
  const node = graph.nodes.find(wrong)
  return node ? { node, problem: `${node.name} ${problem}` } : null
}
