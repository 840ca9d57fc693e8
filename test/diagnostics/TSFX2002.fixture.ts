import { Graph, Ref } from '@tsfx/ir'
import { fuseBias, runPasses } from '@tsfx/passes'

/** A pass that requires types, on a graph without them. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return runPasses(graph, [fuseBias])
}
