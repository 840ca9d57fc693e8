import { Graph } from '@tsfx/ir'
import { runPasses } from '@tsfx/passes'

/** A pass that leaves a graph without an output. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    edit.append({ kind: 'output', target: 'output', args: { value: null } })
  })
  const erase = { name: 'erase', summary: 'Erases the output.', requires: [], ensures: [] }
  return runPasses(graph, [{ ...erase, run: (edit) => edit.erase(edit.base.output!.id) }])
}
