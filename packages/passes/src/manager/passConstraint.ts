/** @file Orders that no fact expresses, stated by a user. */
import { unknownPass } from '../diagnostics.generated.ts'

/**
 * Every occurrence of the pass called `before` comes before every one of the pass called `after`. A group is meant by
 * its own name and by those of its passes.
 */
export interface PassConstraint {
  readonly before: string
  readonly after: string
}

export const namesInConstraints = (constraints: readonly PassConstraint[]): readonly string[] =>
  constraints.flatMap(({ before, after }) => [before, after])

/** @throws TSFX2007 for a name that no pass has: a misspelt name must not silently mean nothing. */
export function checkPassNames(option: string, used: readonly string[], known: readonly string[]): void {
  const name = used.find((each) => !known.includes(each))
  if (name !== undefined) throw unknownPass({ option, name, known: [...new Set(known)].join(', ') })
}
