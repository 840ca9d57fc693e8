import { emit } from '@tsfx/codegen'
import { Graph, Ref } from '@tsfx/ir'

export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const call = edit.append({ kind: 'call_function', target: 'user.neverRegistered' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(call.id) } })
  })
  return emit(graph, { name: 'net' })
}
