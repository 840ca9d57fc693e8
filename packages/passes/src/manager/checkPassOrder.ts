/** @file Checks the order of a pipeline before anything runs. */
import { passOrder, unmetConstraint } from '../diagnostics.generated.ts'
import { establishes } from './pass.ts'
import { checkConstraints, type PassConstraint } from './passConstraint.ts'
import { flattenPasses, type PassStep } from './passGroup.ts'

/**
 * A fact that no pass of the list ensures must hold in the input graph, which the manager checks when it is required.
 * @throws TSFX2001 when a pass requires what only a later pass ensures, TSFX2008 when a constraint does not hold,
 * TSFX2007 when it names no pass of the list, TSFX2014 when it puts a pass before itself.
 */
export function checkPassOrder(
  steps: readonly PassStep[],
  constraints: readonly PassConstraint[] = [],
): void {
  const passes = flattenPasses(steps)
  checkConstraints(constraints, passes)
  const ensured = new Set<string>()
  for (const [i, { pass }] of passes.entries()) {
    for (const { name } of pass.requires) {
      const later = passes.slice(i + 1).find((other) => establishes(other.pass, name))
      if (!ensured.has(name) && later)
        throw passOrder({ pass: pass.name, fact: name, later: later.pass.name })
    }
    for (const fact of pass.ensures) ensured.add(fact.name)
  }
  for (const { before, after } of constraints) {
    const last = passes.findLastIndex(({ names }) => names.includes(before))
    const first = passes.findIndex(({ names }) => names.includes(after))
    if (last > first) throw unmetConstraint({ before, after })
  }
}
