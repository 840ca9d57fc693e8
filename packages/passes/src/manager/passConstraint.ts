/** @file Orders that no fact expresses, stated by a user. */
import { constraintOnItself, unknownPass } from '../diagnostics.generated.ts'
import type { NamedPass } from './passGroup.ts'

/**
 * Every occurrence of the pass called `before` comes before every one of the pass called `after`. A group is meant by
 * its own name and by those of its passes.
 */
export interface PassConstraint {
  readonly before: string
  readonly after: string
}

/**
 * Refuses constraints that say nothing of these passes, and those that no order of them keeps.
 * @throws TSFX2007 for a name that no pass has, TSFX2014 when one pass is meant by both names.
 */
export function checkConstraints(constraints: readonly PassConstraint[], passes: readonly NamedPass[]): void {
  const used = constraints.flatMap(({ before, after }) => [before, after])
  checkPassNames(
    'constraints',
    used,
    passes.flatMap(({ names }) => names),
  )
  for (const { before, after } of constraints) {
    const both = passes.find(({ names }) => names.includes(before) && names.includes(after))
    if (both) throw constraintOnItself({ before, after, pass: both.pass.name })
  }
}

/** @throws TSFX2007 for a name that no pass has: a misspelt name must not silently mean nothing. */
export function checkPassNames(option: string, used: readonly string[], known: readonly string[]): void {
  const name = used.find((each) => !known.includes(each))
  if (name !== undefined) throw unknownPass({ option, name, known: [...new Set(known)].join(', ') })
}
