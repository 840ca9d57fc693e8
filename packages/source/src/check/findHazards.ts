/**
 * @file Code that would be captured wrongly: it asks a tensor for a value that it does not have yet.
 *
 * JavaScript cannot trap truthiness or `===`: an object is always true and equal only to itself, so without
 * this check such code gives a wrong graph instead of an error.
 */
import ts from 'typescript'
import type { CapturedCode } from './capturedCode.ts'
import { checkComparison, checkIdentityCall, checkSwitch } from './rules/comparisons.ts'
import { checkConditions } from './rules/conditions.ts'
import { checkConversions } from './rules/conversions.ts'
import type { HazardContext, HazardRule } from './rules/hazardRule.ts'
import { checkKeys } from './rules/keys.ts'
import { checkAsyncEntry, checkLaterWork } from './rules/laterWork.ts'
import { checkListUses } from './rules/listUses.ts'
import { checkOperators } from './rules/operators.ts'
import { checkValueReads } from './rules/valueReads.ts'

const RULES: readonly HazardRule[] = [
  checkConditions,
  checkSwitch,
  checkComparison,
  checkIdentityCall,
  checkOperators,
  checkConversions,
  checkValueReads,
  checkListUses,
  checkKeys,
]

/** Reports every hazard in captured functions, once. */
export function findHazards({ entries, functions }: CapturedCode, context: HazardContext): void {
  const rules = [...RULES, checkLaterWork(entries)]
  const seen = new Set<ts.Node>()
  const visit = (node: ts.Node): void => {
    if (seen.has(node) || ts.isTypeNode(node)) return
    seen.add(node)
    for (const rule of rules) rule(node, context)
    ts.forEachChild(node, visit)
  }
  for (const node of entries) checkAsyncEntry(node, context)
  for (const node of functions) visit(node)
}
