/** @file A part of a pipeline, chosen by names: to see what a pass does to the result, or which one breaks it. */
import { badPassCount } from '../diagnostics.generated.ts'
import { checkPassNames } from './passConstraint.ts'
import { flattenPasses, isPassGroup, type PassStep, untilStable } from './passGroup.ts'

export interface PassSelection {
  /** Names of passes, or of groups, that are left out. */
  readonly skip?: readonly string[]
  /** Names of the passes and groups that are kept; default: all. */
  readonly only?: readonly string[]
  /** Nothing runs after the first run of this pass, or, as a number, after so many runs of passes. */
  readonly stopAfter?: string | number
}

/**
 * The steps that `skip` and `only` leave; of a group, the passes they leave.
 * @throws TSFX2007 for a name that no pass of the pipeline has, TSFX2015 for a number of runs that is none.
 */
export function selectPasses(
  steps: readonly PassStep[],
  { skip = [], only, stopAfter }: PassSelection,
): readonly PassStep[] {
  const known = flattenPasses(steps).flatMap(({ names }) => names)
  checkPassNames('skip', skip, known)
  checkPassNames('only', only ?? [], known)
  if (typeof stopAfter === 'string') checkPassNames('stopAfter', [stopAfter], known)
  else if (stopAfter !== undefined && (!Number.isInteger(stopAfter) || stopAfter < 0))
    throw badPassCount({
      option: 'stopAfter',
      expected: 'the name of a pass or a whole number from 0 on',
      given: String(stopAfter),
    })
  const select =
    (groupIsKept: boolean) =>
    (step: PassStep): readonly PassStep[] => {
      if (skip.includes(step.name)) return []
      const isKept = groupIsKept || !only || only.includes(step.name)
      if (!isPassGroup(step)) return isKept ? [step] : []
      const passes = step.passes.flatMap(select(isKept))
      return passes.length > 0 ? [untilStable(step.name, passes, step)] : []
    }
  return steps.flatMap(select(false))
}
