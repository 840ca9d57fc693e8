import { dotToSvg } from '@tsfx/report'

/** A text that is no DOT. */
export const trigger = (): Promise<unknown> => dotToSvg('digraph {')
