import { Graph, type NodeId } from '@tsfx/ir'

/** Insertion before a node of nowhere. */
export const trigger = (): unknown =>
  Graph.empty().edit((edit) => edit.insertBefore(7 as NodeId, { kind: 'placeholder', target: 'x' }))
