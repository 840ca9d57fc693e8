import { Graph, Ref } from '@tsfx/ir'
import { splitGraph } from '@tsfx/passes'

/** A part called as a module that the graph calls. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const call = edit.append({ kind: 'call_module', target: 'encoder', args: { x: new Ref(x.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(call.id) } })
  })
  return splitGraph(graph, () => 'encoder')
}
