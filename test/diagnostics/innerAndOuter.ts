/** @file Two graphs, for the fixtures of what puts one into the other: `inner` returns its input, `outer` the relu of its own. */
import { Graph, type NodeId, Ref } from '@tsfx/ir'

export const inner = Graph.empty({ name: 'inner' }).edit((edit) => {
  const x = edit.append({ kind: 'placeholder', target: 'x' })
  edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
}).graph

export const outer = Graph.empty().edit((edit) => {
  const x = edit.append({ kind: 'placeholder', target: 'x' })
  const y = edit.append({ kind: 'call_function', target: 'relu', args: { x: new Ref(x.id) } })
  edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
}).graph

/** The nodes of `outer`. */
export const [x, y, output] = outer.nodes.map((node) => node.id) as [NodeId, NodeId, NodeId]
