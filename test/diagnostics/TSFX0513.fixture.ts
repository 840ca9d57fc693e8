import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, Ref, tensorType } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'

/** A reshape that does not fit, in a graph without types. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
    edit.append({ kind: 'call_function', target: 'reshape', args: { x: new Ref(x.id), shape: [3] } })
  })
  return interpret(graph, { x: tf.zeros([2]) }, { tf })
}
