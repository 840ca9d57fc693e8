/** @file Runs rules with all their laws checked, for the tests of rules. */
import { type Graph, printGraph, type Ref, verify } from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import { expect } from 'vitest'
import { BATCH, type GraphBuilder } from '../graphs.fixture.ts'
import { runPasses } from '../manager/runPasses.ts'
import { ops } from './replaced.fixture.ts'
import type { Rule } from './rule.ts'
import { rulePass } from './rulePass.ts'

export const x = (g: GraphBuilder, name = 'x'): Ref => g.input(name, [BATCH, 4])

/** Runs rules as one pass; checks that the graph is sound, and that the inverse leads back. */
export function run(graph: Graph, rules: readonly Rule[], once = false) {
  const pass = rulePass({ name: 'rules', summary: 'Rules of a test.', rules, once })
  const { graph: after, records } = runPasses(graph, [pass])
  verify(after, opCatalog)
  const record = records[0]!
  expect(printGraph(after.apply(record.inverse))).toBe(printGraph(graph))
  return { after, ops: ops(after), firings: record.firings, nearMisses: record.nearMisses }
}
