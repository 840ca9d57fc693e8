import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, Ref } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'

/** A graph that calls an op which nobody defined. */
export const trigger = (): unknown => {
  const { graph } = Graph.empty().edit((edit) => {
    const y = edit.append({ kind: 'call_function', target: 'swash' })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
  })
  return interpret(graph, {}, { tf })
}
