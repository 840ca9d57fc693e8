import { inferTypes, untilStable } from '@tsfx/passes'

/** A group that may not run. */
export const trigger = (): unknown => untilStable('group', [inferTypes], { maxRounds: 0 })
