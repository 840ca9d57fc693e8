/** @file Gives equal computations one form, by the rules of `canonicalRules.ts`. See docs/passes/22-canonicalise.md. */
import type { Edit, FxNode } from '@tsfx/ir'
import { typed } from '../inferTypes.ts'
import type { Pass, PassContext } from '../manager/pass.ts'
import { CanonicalView } from './canonicalRule.ts'
import { canonicalRules } from './canonicalRules.ts'
import { Substitutions } from './substitutions.ts'

/** Removes what changes nothing and gives what means the same one form, by `canonicalRules`. */
export const canonicalise: Pass = {
  name: 'canonicalise',
  summary: 'Gives equal computations one form: defaults filled in, calls that change nothing left out.',
  requires: [typed],
  ensures: [typed],
  run(edit: Edit, context: PassContext): void {
    const view = new CanonicalView(edit, context.liveVariables)
    const replaced = new Substitutions()
    context.eachNode(edit, (node) => {
      let current = replaced.apply(edit, node)
      // What a node reads is canonical already, so the rules come to an end at this node.
      while (!replaced.has(node.id)) {
        const next = applyFirst(edit, current, { view, context, replaced })
        if (!next) return
        current = next
      }
    })
    replaced.eraseReplaced(edit)
  },
}

interface Rewriting {
  readonly view: CanonicalView
  readonly context: PassContext
  readonly replaced: Substitutions
}

/** The node after the first rule that fires, or null when none does. */
function applyFirst(edit: Edit, node: FxNode, { view, context, replaced }: Rewriting): FxNode | null {
  if (node.kind !== 'call_function') return null
  for (const rule of canonicalRules) {
    if (rule.ops && !rule.ops.includes(node.target)) continue
    const rewrite = rule.rewrite(node, view)
    if (rewrite?.kind === 'nearMiss') context.nearMiss(rule.name, node, rewrite.reason)
    if (!rewrite || rewrite.kind === 'nearMiss') continue
    context.fired(rule.name, node)
    if (rewrite.kind === 'value') replaced.set(node.id, rewrite.value)
    return rewrite.kind === 'value'
      ? node
      : edit.update(node.id, { target: rewrite.target, args: rewrite.args })
  }
  return null
}
