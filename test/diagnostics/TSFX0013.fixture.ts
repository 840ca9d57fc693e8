import { Graph, type NodeId, Ref } from '@tsfx/ir'

const inner = (item: number | null): Graph =>
  Graph.empty({ name: 'inner' }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id, item) } })
  }).graph

const outer = Graph.empty().edit((edit) => {
  const x = edit.append({ kind: 'placeholder', target: 'x' })
  const y = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
  edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
}).graph
const [x, , output] = outer.nodes.map((node) => node.id) as [NodeId, NodeId, NodeId]

/** An item of one item. */
export const trigger = (): unknown =>
  outer.edit((edit) => edit.inline(output, inner(1), { x: new Ref(x, 0) }))
