import { Graph } from '@tsfx/ir'

/** A patch by hand, of which a table of 32-bit ids would make the slot of node 1. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => edit.append({ kind: 'placeholder', target: 'x' }))
  return graph.apply([
    { op: 'add', path: ['slots', 2 ** 32 + 1], value: { node: graph.nodes[0], prev: null, next: null } },
  ])
}
