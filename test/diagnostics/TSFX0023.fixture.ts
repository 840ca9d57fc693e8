import { Graph, graphToDot } from '@tsfx/ir'

/** Two nodes where one is allowed. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    for (const target of ['x', 'y']) edit.append({ kind: 'placeholder', target })
  })
  return graphToDot(graph, { maxNodes: 1 })
}
