import { Graph, namedDim, Ref, tensorType } from '@tsfx/ir'
import { costs } from '@tsfx/passes'

/** A size for a dim that the graph does not have. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const type = tensorType('float32', [namedDim('batch'), 8])
    const x = edit.append({ kind: 'placeholder', target: 'x', type })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return costs(graph, { bach: 8 })
}
