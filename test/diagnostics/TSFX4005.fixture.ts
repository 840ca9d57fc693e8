import { emit } from '@tsfx/codegen'
import { Graph, multiplyDims, namedDim, Ref, tensorType } from '@tsfx/ir'

export const trigger = (): unknown => {
  const twice = multiplyDims(2, namedDim('batch'))
  const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [twice, 4]) })
    const flat = edit.append({
      kind: 'call_function',
      target: 'reshape',
      args: { x: new Ref(x.id), shape: [multiplyDims(8, namedDim('batch'))] },
    })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(flat.id) } })
  })
  return emit(graph, { name: 'net' })
}
