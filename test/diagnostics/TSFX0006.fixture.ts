import { Graph, type NodeId, Ref } from '@tsfx/ir'

/** A call whose operand is not there yet. */
export const trigger = (): unknown =>
  Graph.empty().edit((edit) =>
    edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(7 as NodeId) } }),
  )
