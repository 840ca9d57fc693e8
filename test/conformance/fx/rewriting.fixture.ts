/** @file Replacing and matching as the conformance tests ask for it, with what must hold of every replacement checked. */
import type * as tf from '@tensorflow/tfjs-core'
import {
  type Graph,
  type MatchOptions,
  match,
  opCatalog,
  type Pattern,
  printGraph,
  replacePattern,
  verify,
} from 'tsfx'
import { expect } from 'vitest'
import { opsOf } from './graphs.fixture.ts'

export type T = tf.Tensor

export const X = { x: [2] } as const
export const XY = { x: [2], y: [2] } as const

/** `replacePattern`, of which the graph is sound and the inverse leads back; says how many were replaced, and the ops. */
export function replaced(graph: Graph, fields: Parameters<typeof replacePattern>[1]) {
  const result = replacePattern(graph, fields)
  verify(result.graph, opCatalog)
  expect(printGraph(result.graph.apply(result.inverse))).toBe(printGraph(graph))
  const { matches, nearMisses } = result
  return {
    ...result,
    count: matches.length,
    ops: opsOf(result.graph),
    reasons: nearMisses.map(({ node, reason }) => `${node}: ${reason}`),
  }
}

/** Names of the nodes of each match, in the order in which matches come. */
export const matched = <B>(
  graph: Graph,
  pattern: Pattern<B>,
  options: MatchOptions<B> = {},
): readonly string[] =>
  match(graph, pattern, options).map(({ nodes }) => nodes.map(({ name }) => name).join(' '))

/** What does not match although it ends as the pattern does, and why. */
export function nearMisses<B>(graph: Graph, pattern: Pattern<B>): readonly string[] {
  const found: string[] = []
  match(graph, pattern, { onNearMiss: (node, reason) => found.push(`${node.name}: ${reason}`) })
  return found
}
