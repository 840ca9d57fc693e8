import { Graph, History } from '@tsfx/ir'

/** Recording an edit of a version that is not the present one. */
export const trigger = (): unknown => {
  const graph = Graph.empty()
  const history = new History(graph)
  history.edit('first', (edit) => edit.append({ kind: 'placeholder', target: 'x' }))
  return history.record(
    'second',
    graph.edit((edit) => edit.append({ kind: 'placeholder', target: 'y' })),
  )
}
