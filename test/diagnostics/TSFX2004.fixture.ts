import { Graph, Ref, tensorType } from '@tsfx/ir'
import { runPasses } from '@tsfx/passes'

/** A pass that leaves a graph without an output. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [1]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  const erase = { name: 'erase', summary: 'Erases the output.', requires: [], ensures: [] }
  return runPasses(graph, [{ ...erase, run: (edit) => edit.erase(edit.base.output!.id) }])
}
