import { Graph, Ref, verify } from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'

/** An argument that relu does not have. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const y = edit.append({ kind: 'call_function', target: 'relu', args: { input: new Ref(x.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
  })
  return verify(graph, opCatalog)
}
