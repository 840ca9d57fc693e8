/**
 * @file The graph as a `@dagrejs/graphlib` graph, for layout, export and users' own algorithms. A derived view:
 * its traversals are recursive and overflow on chains of about 4,000 nodes, so nothing in the core uses it.
 */
import { Graph as Graphlib } from '@dagrejs/graphlib'
import { eachRef } from './arg.ts'
import type { FxNode } from './fxNode.ts'
import type { Graph } from './graph.ts'

/** A directed multigraph: one vertex per node, by name; one edge per use, labelled with the argument's name. */
export function toGraphlib(graph: Graph): Graphlib<string, FxNode, string> {
  const view = new Graphlib<string, FxNode, string>({ directed: true, multigraph: true })
  view.setGraph(graph.meta.name)
  for (const node of graph.nodes) {
    view.setNode(node.name, node)
    for (const [key, arg] of Object.entries(node.args)) {
      let use = 0
      eachRef(arg, (ref) => {
        view.setEdge(graph.node(ref.node).name, node.name, key, `${key}.${use++}`)
      })
    }
  }
  return view
}
