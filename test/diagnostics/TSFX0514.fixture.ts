import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'

/** An opaque module, interpreted without a way to call it. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    edit.append({ kind: 'call_module', target: 'head' })
  })
  return interpret(graph, {}, { tf })
}
