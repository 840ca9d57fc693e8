import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type FxNode, Graph, Ref, tensorType } from '@tsfx/ir'
import { Interpreter, type Value } from '@tsfx/ops'

/** An override that lacks its return. */
class Logged extends Interpreter {
  protected override runNode(node: FxNode): Value {
    super.runNode(node)
    return undefined as unknown as Value
  }
}

export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  return new Logged(graph, { tf }).run({ x: tf.zeros([2]) })
}
