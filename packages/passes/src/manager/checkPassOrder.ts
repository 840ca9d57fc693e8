/** @file Checks the order of a pipeline from what its passes require and ensure, before anything runs. */
import { passOrder } from '../diagnostics.generated.ts'
import type { Fact } from './facts.ts'
import type { Pass } from './pass.ts'

/**
 * A fact that no pass of the list ensures must hold in the input graph, which the manager checks when it is required.
 * @throws TSFX2001 when a pass requires what only a later pass ensures.
 */
export function checkPassOrder(passes: readonly Pass[]): void {
  const ensured = new Set<Fact>()
  for (const [i, pass] of passes.entries()) {
    for (const fact of pass.requires) {
      const later = passes.slice(i + 1).find((candidate) => candidate.ensures.includes(fact))
      if (!ensured.has(fact) && later) throw passOrder({ pass: pass.name, fact, later: later.name })
    }
    for (const fact of pass.ensures) ensured.add(fact)
  }
}
