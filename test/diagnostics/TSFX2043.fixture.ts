import { Graph, Ref } from '@tsfx/ir'
import { splitByTags } from '@tsfx/passes'

/** A tag with an input in its list. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return splitByTags(graph, { stem: ['x'] })
}
