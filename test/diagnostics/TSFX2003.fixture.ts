import { Graph, Ref } from '@tsfx/ir'
import { runPasses, typed } from '@tsfx/passes'

/** A pass that promises types and gives none. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return runPasses(graph, [
    { name: 'lazy', summary: 'Does nothing.', requires: [], ensures: [typed], run: () => {} },
  ])
}
