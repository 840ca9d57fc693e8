import { Graph, Ref } from '@tsfx/ir'
import { inlineParts, splitGraph } from '@tsfx/passes'

/** A split whose parent no longer gives the part its input. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    const call = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(call.id) } })
  })
  const split = splitGraph(graph, () => 'part')
  const parent = split.graph.edit((edit) => {
    for (const node of split.graph.nodesOf('part')) edit.setArgs(node.id, {})
  }).graph
  return inlineParts({ ...split, graph: parent })
}
