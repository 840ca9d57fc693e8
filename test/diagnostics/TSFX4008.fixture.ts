import { emit } from '@tsfx/codegen'
import { Graph, Ref, tensorType } from '@tsfx/ir'

/** `options` is a tensor, and has no fields. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty({
    inputs: { options: 'options' },
    guards: [{ kind: 'constant', path: 'options.scale', parameter: 0, value: 2 }],
  }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'options', type: tensorType('float32', [2]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return emit(graph, { name: 'net' })
}
