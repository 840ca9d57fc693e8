import { Graph, type NodeId, Ref } from '@tsfx/ir'

const outer = Graph.empty().edit((edit) => {
  const x = edit.append({ kind: 'placeholder', target: 'x' })
  const y = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
  edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
}).graph
const [, y] = outer.nodes.map((node) => node.id) as [NodeId, NodeId]

/** Two nodes that use each other. */
export const trigger = (): unknown =>
  outer.edit((edit) => {
    const z = edit.insertAfter(y, { kind: 'call_function', target: 'relu', args: { x: new Ref(y) } })
    edit.replaceInputWith(y, outer.placeholders[0]!.id, z.id)
    edit.sort()
  })
