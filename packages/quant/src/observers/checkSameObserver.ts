/** @file Refuses to combine states that different observers collected. */
import { observerStatesDiffer } from '../diagnostics.generated.ts'
import type { ObserverState } from './observer.ts'

/**
 * Checks that `a` and `b` have the same kind and options; `optionsOf` names what must agree.
 * @throws TSFX3005
 */
export function checkSameObserver<S extends ObserverState>(
  a: S,
  b: S,
  optionsOf: (state: S) => string,
): void {
  const describe = (state: S) => (state.kind === a.kind ? `${state.kind}${optionsOf(state)}` : state.kind)
  if (describe(a) !== describe(b)) throw observerStatesDiffer({ first: describe(a), second: describe(b) })
}
