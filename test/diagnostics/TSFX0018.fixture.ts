import { Graph } from '@tsfx/ir'

/** The same patches a second time. */
export const trigger = (): unknown => {
  const { graph, patches } = Graph.empty().edit((edit) => edit.append({ kind: 'placeholder', target: 'x' }))
  return graph.apply(patches)
}
