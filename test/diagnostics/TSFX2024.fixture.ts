import { runWrongRule } from './wrongRule.ts'

/** A rewrite that returns two values in the place of one. */
export const trigger = (): unknown => runWrongRule(({ x }) => [x, x])
