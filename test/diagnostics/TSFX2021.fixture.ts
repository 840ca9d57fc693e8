import { Graph } from '@tsfx/ir'
import { any, match } from '@tsfx/passes'

/** A pattern that would fit everywhere. */
export const trigger = (): unknown => match(Graph.empty(), any('x'))
