/** @file All passes of tsfx, by the pipeline that runs them, with their pages. */
import {
  type Fact,
  floatPasses,
  optionalPasses,
  type PassDescription,
  type Rule,
  type RulePass,
  typed,
} from '@tsfx/passes'
import { quantPasses } from '@tsfx/quant'

export interface CataloguedPass extends PassDescription {
  /** The function that runs it. */
  readonly pipeline: string
  /** Page in docs/passes. */
  readonly page: string
  /** Of a pass that is made of rules. */
  readonly rules: readonly Rule[]
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
    const rules = 'rules' in pass ? (pass as RulePass).rules : []
    return { name, summary, requires, ensures, pipeline, page, rules }
  })

const made = (name: string, summary: string, ...requires: readonly Fact[]): PassDescription => ({
  name,
  summary,
  requires,
  ensures: requires,
})

/** Passes that are made for what they are to do; which facts they ensure besides depends on it. */
const madePasses: readonly PassDescription[] = [
  made(
    'decompose',
    'Replaces each call of a listed op by what a function computes with simpler ones.',
    typed,
  ),
  made('replaceOp', 'Makes every call of one op a call of another.'),
  made('transformer', 'Makes the next version node by node, with the methods of a class.'),
  made('retypeInputs', 'Gives inputs other types, and every node the type that follows.'),
]

export const passCatalog: readonly CataloguedPass[] = [
  ...numbered('fuse', 1, floatPasses),
  ...numbered('prepare', 10, quantPasses.slice(0, 2)),
  ...numbered('convert', 12, quantPasses.slice(2)),
  ...numbered('runPasses, when listed', 20, optionalPasses),
  ...numbered('runPasses, made for a purpose', 20 + optionalPasses.length, madePasses),
]
