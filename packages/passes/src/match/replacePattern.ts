/** @file `replacePattern`: one function's graph in the place of another's, wherever it occurs. */
import type { EditResult, Graph } from '@tsfx/ir'
import { inferTypes } from '../inferTypes.ts'
import type { Pass, PassDescription } from '../manager/pass.ts'
import type { NearMiss } from '../manager/passRecord.ts'
import { RunningPass } from '../manager/runningPass.ts'
import { applyRules } from './applyRules.ts'
import type { Match } from './pattern.ts'
import { type RulePass, rulePass } from './rulePass.ts'
import { type TracedRuleFields, tracedRule } from './tracedRule.ts'

export interface ReplacedPattern {
  readonly graph: Graph
  /** What was replaced, in execution order. */
  readonly matches: readonly Match[]
  readonly nearMisses: readonly NearMiss[]
  readonly patches: EditResult['patches']
  readonly inverse: EditResult['inverse']
}

/**
 * Replaces every occurrence of `pattern` by `replacement`. Occurrences do not overlap, are looked for once (what was put in
 * is not searched), and none is replaced whose inner values something else uses.
 *
 *     replacePattern(graph, {
 *       inputs: { x: [null, 8] },
 *       pattern: (x) => tf.mul(x, tf.sigmoid(x)),
 *       replacement: (x) => swish({ x }),
 *     })
 *
 * @throws TSFX2021-TSFX2027, and TSFX10nn where a function cannot be traced.
 */
export function replacePattern(graph: Graph, fields: TracedRuleFields): ReplacedPattern {
  const rule = tracedRule(fields)
  const context = new RunningPass('snapshot')
  const { result, ...edited } = graph.edit((edit) => {
    edit.attributeTo(rule.name)
    return applyRules(edit, [rule], context, { once: true })
  })
  // Firings go last to first.
  const matches = result.map(({ match }) => match).reverse()
  return { ...edited, matches, nearMisses: context.nearMisses }
}

/** `replacePattern` as a pass. */
export const patternPass = ({
  requires = inferTypes.ensures,
  ensures = [],
  ...fields
}: TracedRuleFields &
  Partial<Pick<PassDescription, 'requires' | 'ensures'>> & {
    readonly name: string
    readonly summary: string
  }): RulePass & Pass =>
  rulePass({
    name: fields.name,
    summary: fields.summary,
    rules: [tracedRule(fields)],
    requires,
    ensures,
    once: true,
  })
