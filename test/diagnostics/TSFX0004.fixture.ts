import { Graph, verify } from '@tsfx/ir'

/** A graph without an output. */
export const trigger = (): unknown => verify(Graph.empty())
