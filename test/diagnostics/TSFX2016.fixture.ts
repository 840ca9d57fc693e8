import { Graph, Ref, tensorType } from '@tsfx/ir'
import { type Fact, inferTypes, runPasses } from '@tsfx/passes'

/** A fact that answers whether it is violated, and not by what. */
export const trigger = (): unknown => {
  const small = {
    name: 'small',
    summary: 'few nodes',
    violation: (graph: Graph) => graph.nodes.length > 9,
  } as unknown as Fact
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [1]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return runPasses(graph, [{ ...inferTypes, requires: [small] }])
}
