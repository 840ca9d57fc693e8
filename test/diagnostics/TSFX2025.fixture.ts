import { runWrongRule } from './wrongRule.ts'

/** A rule that makes what it matches. */
export const trigger = (): unknown => runWrongRule(({ x }, at) => at.op('relu', { x: at.op('relu', { x }) }))
