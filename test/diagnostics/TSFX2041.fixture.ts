import { Graph, Ref } from '@tsfx/ir'
import { splitGraph } from '@tsfx/passes'

/** A part with the first and the last of three calls. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    let value = new Ref(x.id)
    for (const target of ['relu', 'sigmoid', 'tanh'])
      value = new Ref(edit.append({ kind: 'call_function', target, args: { x: value } }).id)
    edit.append({ kind: 'output', target: 'output', args: { value } })
  })
  return splitGraph(graph, (node) => (node.target === 'sigmoid' ? null : 'outer'))
}
