import { Graph, Ref, tensorType } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { replaceOp, runPasses } from '@tsfx/passes'

/** `flatten` wants to know its rows; the manager reports the refusal as the cause of a failed pass. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2, 3]) })
    const args = opNamed('relu')!.normalize({ x: new Ref(x.id) })
    const y = edit.append({ kind: 'call_function', target: 'relu', name: 'y', args, type: x.type })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
  })
  try {
    return runPasses(graph, [replaceOp('relu', 'flatten')])
  } catch (error) {
    throw (error as Error).cause
  }
}
