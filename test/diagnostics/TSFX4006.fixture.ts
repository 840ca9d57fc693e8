import { emit } from '@tsfx/codegen'
import { Graph, Ref, tensorType } from '@tsfx/ir'

export const trigger = (): unknown => {
  const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [4]) })
    const seen = edit.append({
      kind: 'call_function',
      target: 'observe',
      args: { x: new Ref(x.id), point: 'x', collect: true, spec: {}, fixed: null },
    })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(seen.id) } })
  })
  return emit(graph, { name: 'net' })
}
