import { Graph } from '@tsfx/ir'
import { type Fact, inferTypes, runPasses } from '@tsfx/passes'

/** A fact that answers whether it is violated, and not by what. */
export const trigger = (): unknown => {
  const small = {
    name: 'small',
    summary: 'few nodes',
    violation: (graph: Graph) => graph.nodes.length > 9,
  } as unknown as Fact
  const { graph } = Graph.empty().edit((edit) => {
    edit.append({ kind: 'output', target: 'output', args: { value: null } })
  })
  return runPasses(graph, [{ ...inferTypes, requires: [small] }])
}
