import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, Ref, tensorType } from '@tsfx/ir'
import { Interpreter } from '@tsfx/ops'

/** A known value of another shape. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(x.id) } })
  })
  const known = new Map([[graph.nodes[0]!.id, tf.zeros([3])]])
  return new Interpreter(graph, { tf }).run({}, { known })
}
