/**
 * @file Facts that passes require and ensure. Each has one checker, which the manager runs after a pass that ensures
 * the fact and before one that requires it: a fact is never taken on trust.
 */
import type { FxNode, Graph } from '@tsfx/ir'
import { isDead, unreadParams } from '../eliminateDeadCode.ts'
import { foldableBatchNorm } from '../foldBatchNorm.ts'
import type { LiveVariables } from './pass.ts'

/**
 * - `typed`: every node that has a value has a type.
 * - `noDropout`: no dropout is left.
 * - `batchNormFolded`: no batchNorm is left that could be folded into the layer before it.
 * - `deadCodeFree`: every pure node has a user, and every parameter has a reader.
 */
export type Fact = 'typed' | 'noDropout' | 'batchNormFolded' | 'deadCodeFree'

/** The first thing that contradicts a fact; `node` is null when it is no node. */
export interface FactViolation {
  readonly node: FxNode | null
  readonly problem: string
}

type FactChecker = (graph: Graph, liveVariables: LiveVariables) => FactViolation | null

/** No node fulfils `wrong`. */
function noNode(graph: Graph, wrong: (node: FxNode) => boolean, problem: string): FactViolation | null {
  const node = graph.nodes.find(wrong)
  return node ? { node, problem: `${node.name} ${problem}` } : null
}

const checkers: Readonly<Record<Fact, FactChecker>> = {
  typed: (graph) => noNode(graph, (node) => node.kind !== 'output' && node.type === null, 'has no type'),
  noDropout: (graph) => noNode(graph, (node) => node.isOp('dropout'), 'is a dropout'),
  batchNormFolded: (graph, liveVariables) =>
    noNode(
      graph,
      (node) => foldableBatchNorm(graph, graph.store, node, liveVariables) !== null,
      'is a batchNorm that could be folded',
    ),
  deadCodeFree: (graph) => noNode(graph, (node) => isDead(graph, node), 'is not used') ?? unreadParam(graph),
}

function unreadParam(graph: Graph): FactViolation | null {
  const path = unreadParams(graph.nodes, graph.params)[0]
  return path === undefined ? null : { node: null, problem: `parameter '${path}' is not read` }
}

/** Says what contradicts `fact` in `graph`, or null when it holds. */
export const factViolation = (fact: Fact, graph: Graph, liveVariables: LiveVariables): FactViolation | null =>
  checkers[fact](graph, liveVariables)
