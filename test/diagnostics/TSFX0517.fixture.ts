import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, namedDim, Ref, tensorType } from '@tsfx/ir'
import { Interpreter } from '@tsfx/ops'

/** A reshape to the batch size, run from a known value that does not show it. */
export const trigger = (): unknown => {
  const batch = namedDim('batch')
  const { graph } = Graph.empty().edit((edit) => {
    const type = tensorType('float32', [batch, 4])
    const x = new Ref(edit.append({ kind: 'placeholder', target: 'x', type }).id)
    const flat = new Ref(
      edit.append({ kind: 'call_function', target: 'reshape', args: { x, shape: [-1] } }).id,
    )
    const args = { x: flat, shape: [batch, 4] }
    const y = edit.append({ kind: 'call_function', target: 'reshape', args })
    edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
  })
  const known = new Map([[graph.nodes[1]!.id, tf.zeros([8])]])
  return new Interpreter(graph, { tf }).run({}, { known })
}
