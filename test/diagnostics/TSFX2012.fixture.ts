import { Graph, Ref } from '@tsfx/ir'
import { inferTypes, PassManager } from '@tsfx/passes'

/** A check that finds the graph too large. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({
      kind: 'placeholder',
      target: 'x',
      type: { kind: 'tensor', shape: [1], dtype: 'float32' },
    })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return new PassManager([inferTypes])
    .addCheck(({ nodes }) => (nodes.length > 1 ? `it has ${nodes.length} nodes` : null))
    .run(graph)
}
