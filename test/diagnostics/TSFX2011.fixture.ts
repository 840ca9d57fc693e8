import { type GraphCheck, PassManager } from '@tsfx/passes'

/** A check of two graphs. */
export const trigger = (): unknown =>
  new PassManager().addCheck(((before: unknown, after: unknown) => before === after) as unknown as GraphCheck)
