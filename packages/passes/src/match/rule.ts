/** @file A rule: a pattern, and what takes its place. Rules are data: they are listed, printed, counted and tested one by one. */
import type { FxNode, Ref } from '@tsfx/ir'
import type { MatchView } from './matchView.ts'
import type { Bindings, Match, Pattern } from './pattern.ts'
import { printPattern } from './printPattern.ts'
import type { Declined, RewriteSite } from './rewriteSite.ts'

/** The values that take the place of the pattern's results: one, or one for each; a node stands for its value. */
export type Replacement = Ref | FxNode | readonly (Ref | FxNode)[] | Declined

/** A pattern and what takes the place of its matches: `rulePass({ rules: [rule({ ... })] })`. */
export interface Rule<B = Bindings> {
  readonly name: string
  /** One line: `x * sigmoid(x) becomes one swish.` */
  readonly summary: string
  readonly pattern: Pattern<B>
  /** Says whether a match is one: true, or false, or why not. */
  where?(bindings: B, match: Match<B>, view: MatchView): boolean | string
  /**
   * Inserts what takes the place of the match and returns its values; what the match was made of is erased afterwards. New nodes
   * take scope and place of the first result, unless `at.edit.deriveFrom` or `from` says otherwise.
   */
  rewrite(bindings: B, at: RewriteSite): Replacement
}

/** Makes a rule; the bindings of its pattern type its functions. */
export const rule = <B>(fields: Rule<B>): Rule => Object.freeze(fields) as unknown as Rule

/** `fuseSwish: mul(x, sigmoid(x))` and the summary under it. */
export const printRule = ({ name, summary, pattern }: Rule): string =>
  `${name}: ${printPattern(pattern)}\n  ${summary}`
