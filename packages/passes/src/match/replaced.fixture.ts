/** @file One replacement with all its laws checked, for the tests of `replacePattern`. */
import type * as tf from '@tensorflow/tfjs-core'
import { type Graph, printGraph, type Ref, verify } from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import { expect } from 'vitest'
import { BATCH, type GraphBuilder } from '../graphs.fixture.ts'
import { replacePattern } from './replacePattern.ts'
import type { TracedRuleFields } from './tracedRule.ts'

export type T = tf.Tensor

export const ops = (graph: Graph): string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)

/** Replaces and checks that the graph is sound and undone; returns the ops, and how many were replaced. */
export function replaced(graph: Graph, fields: TracedRuleFields) {
  const result = replacePattern(graph, fields)
  verify(result.graph, opCatalog)
  expect(printGraph(result.graph.apply(result.inverse))).toBe(printGraph(graph))
  return { ...result, count: result.matches.length, ops: ops(result.graph) }
}

export const X = { x: [null, 4] } as const
export const XY = { x: [null, 4], y: [null, 4] } as const
export const one = (g: GraphBuilder, name = 'x'): Ref => g.input(name, [BATCH, 6])
