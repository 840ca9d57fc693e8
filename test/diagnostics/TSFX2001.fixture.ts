import { Graph } from '@tsfx/ir'
import { fuseBias, inferTypes, runPasses } from '@tsfx/passes'

/** A pass before the one that ensures what it requires. */
export const trigger = (): unknown => runPasses(Graph.empty(), [fuseBias, inferTypes])
