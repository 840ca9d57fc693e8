import { Graph, Ref } from '@tsfx/ir'
import { bisect } from '@tsfx/passes'

/** A mapping to a name that the first graph does not have. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const call = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(call.id) } })
  })
  return bisect(graph, graph, {}, { match: { relu: 'rellu' } })
}
