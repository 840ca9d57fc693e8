import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type FxNode, Graph, Ref, tensorType } from '@tsfx/ir'
import { type CallArgs, Interpreter } from '@tsfx/ops'

/** Asks for arguments when nothing runs. */
class Curious extends Interpreter {
  argsOf(node: FxNode): CallArgs {
    return this.fetchArgs(node)
  }
}

export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return new Curious(graph, { tf }).argsOf(graph.output!)
}
