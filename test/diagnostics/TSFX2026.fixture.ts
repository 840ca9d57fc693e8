import { runWrongRule } from './wrongRule.ts'

/** A rewrite that throws. */
export const trigger = (): unknown =>
  runWrongRule(() => {
    throw new RangeError('not today')
  })
