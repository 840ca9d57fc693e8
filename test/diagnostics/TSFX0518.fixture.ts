import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, Ref, tensorType } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'

/** A module of two outputs that returns one. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
    const pair = edit.append({ kind: 'call_module', target: 'pair', args: { x: new Ref(x.id) } })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(pair.id, 1) } })
  })
  return interpret(graph, { x: tf.zeros([2]) }, { tf, callModule: () => [tf.zeros([2])] })
}
