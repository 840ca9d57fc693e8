import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, tensorType } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'

/** A graph of one input, run without it. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
  })
  return interpret(graph, {}, { tf })
}
