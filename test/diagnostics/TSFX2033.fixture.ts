import { Graph, Ref, tensorType } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { retypeInputs } from '@tsfx/passes'

/** A sum of [2] and [2], where one becomes [3]. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty({ inputs: { a: 'a', b: 'b' } }).edit((edit) => {
    const [a, b] = ['a', 'b'].map((target) =>
      edit.append({ kind: 'placeholder', target, type: tensorType('float32', [2]) }),
    )
    const args = opNamed('add')!.normalize({ a: new Ref(a!.id), b: new Ref(b!.id) })
    const sum = edit.append({ kind: 'call_function', target: 'add', name: 'sum', args, type: a!.type })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(sum.id) } })
  })
  return retypeInputs(graph, { a: [3] })
}
