import { emit } from '@tsfx/codegen'
import { Graph, Ref } from '@tsfx/ir'

export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    edit.setParam('spectrum', {
      handle: { kind: 'bytes', shape: [1], dtype: 'complex64', digest: 'a' },
      data: new Float32Array(2),
    })
    const spectrum = edit.append({ kind: 'get_attr', target: 'spectrum' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(spectrum.id) } })
  })
  return emit(graph, { name: 'net' })
}
