import { Graph, type NodeId } from '@tsfx/ir'

/** An id that no node of the graph has. */
export const trigger = (): unknown => Graph.empty().node(7 as NodeId)
