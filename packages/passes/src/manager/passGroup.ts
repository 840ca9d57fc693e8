/** @file Passes that run again and again, until none of them changes the graph: one entry of a pipeline. */
import { badPassCount } from '../diagnostics.generated.ts'
import type { Fact } from './fact.ts'
import type { Pass, PassDescription } from './pass.ts'

/** An entry of a pipeline. */
export type PassStep = Pass | PassGroup

export interface PassGroup extends PassDescription {
  /** One round: these, in order. */
  readonly passes: readonly PassStep[]
  /** Rounds after which a group that still changes the graph is given up. */
  readonly maxRounds: number
}

export interface UntilStableOptions {
  /** Default: 32. */
  readonly maxRounds?: number
}

/**
 * A group that runs `passes` in order until a whole round leaves the graph as it was. It requires what its passes
 * require and none before them in the group ensures; it ensures all that they ensure, for in the last round each of
 * them saw the final graph. Running it throws TSFX2009 after `maxRounds`, TSFX2010 when the passes undo each other.
 * @throws TSFX2015 when `maxRounds` is no whole number from 1 on.
 */
export function untilStable(
  name: string,
  passes: readonly PassStep[],
  { maxRounds = 32 }: UntilStableOptions = {},
): PassGroup {
  if (!Number.isInteger(maxRounds) || maxRounds < 1)
    throw badPassCount({
      option: 'maxRounds',
      expected: 'a whole number from 1 on',
      given: String(maxRounds),
    })
  return {
    name,
    summary: `Runs ${passes.map((pass) => pass.name).join(', ')} until nothing changes.`,
    requires: requiredBefore(passes),
    ensures: distinct(passes.flatMap((pass) => pass.ensures)),
    passes,
    maxRounds,
  }
}

export const isPassGroup = (step: PassStep): step is PassGroup => 'passes' in step

/** A pass with the names by which options may mean it: its own, and those of the groups around it. */
export interface NamedPass {
  readonly pass: Pass
  readonly names: readonly string[]
}

/** All passes of a pipeline in the order of a first round, with those inside groups. */
export const flattenPasses = (
  steps: readonly PassStep[],
  groups: readonly string[] = [],
): readonly NamedPass[] =>
  steps.flatMap((step) => {
    const names = [...groups, step.name]
    return isPassGroup(step) ? flattenPasses(step.passes, names) : [{ pass: step, names }]
  })

/** Facts that must hold before the first of `passes` runs. */
function requiredBefore(passes: readonly PassDescription[]): readonly Fact[] {
  const ensured = new Set<string>()
  const required: Fact[] = []
  for (const pass of passes) {
    for (const fact of pass.requires) if (!ensured.has(fact.name)) required.push(fact)
    for (const fact of pass.ensures) ensured.add(fact.name)
  }
  return distinct(required)
}

const distinct = (facts: readonly Fact[]): readonly Fact[] => [
  ...new Map(facts.map((fact) => [fact.name, fact])).values(),
]
