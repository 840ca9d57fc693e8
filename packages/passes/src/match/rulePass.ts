/** @file A pass made of rules. */
import type { Pass, PassDescription } from '../manager/pass.ts'
import { type ApplyRulesOptions, applyRules } from './applyRules.ts'
import type { Rule } from './rule.ts'

export interface RulePassFields extends Partial<PassDescription>, ApplyRulesOptions {
  readonly name: string
  readonly summary: string
  /** Tried in this order at each node. */
  readonly rules: readonly Rule[]
}

/** A pass that can list its rules. */
export interface RulePass extends Pass {
  readonly rules: readonly Rule[]
}

/** Makes a pass that applies `rules` until none fires; firings and near misses stand in the record of the run. */
export const rulePass = ({
  name,
  summary,
  rules,
  requires = [],
  ensures = [],
  once = false,
}: RulePassFields): RulePass => ({
  name,
  summary,
  requires,
  ensures,
  rules,
  run: (edit, context) => void applyRules(edit, rules, context, { once }),
})
