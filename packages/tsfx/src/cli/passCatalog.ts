/** @file All passes of tsfx, by the pipeline that runs them, with their pages. */
import { floatPasses, optionalPasses, type PassDescription } from '@tsfx/passes'
import { quantPasses } from '@tsfx/quant'

export interface CataloguedPass extends PassDescription {
  /** The function that runs it. */
  readonly pipeline: string
  /** Page in docs/passes. */
  readonly page: string
}

/** Pages are numbered in the order of first turns, each pipeline from a number of its own. */
const numbered = (
  pipeline: string,
  first: number,
  passes: readonly PassDescription[],
): readonly CataloguedPass[] =>
  [...new Set(passes)].map((pass, i) => {
    const { name, summary, requires, ensures } = pass
    const page = `${String(first + i).padStart(2, '0')}-${name}.md`
    return { name, summary, requires, ensures, pipeline, page }
  })

export const passCatalog: readonly CataloguedPass[] = [
  ...numbered('fuse', 1, floatPasses),
  ...numbered('prepare', 10, quantPasses.slice(0, 2)),
  ...numbered('convert', 12, quantPasses.slice(2)),
  ...numbered('runPasses, when listed', 20, optionalPasses),
]
