import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Graph, Ref, tensorType } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { runPasses } from '@tsfx/passes'

/** A pass that swaps the two results. */
export const trigger = async (): Promise<unknown> => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
  const { graph } = Graph.empty().edit((edit) => {
    const [a, b] = ['a', 'b'].map((target) =>
      edit.append({ kind: 'placeholder', target, type: tensorType('float32', [1]) }),
    )
    edit.append({ kind: 'output', target: 'output', args: { value: [new Ref(a!.id), new Ref(b!.id)] } })
  })
  const swap = { name: 'swap', summary: 'Swaps the results.', requires: [], ensures: [] }
  return runPasses(
    graph,
    [
      {
        ...swap,
        run(edit) {
          const [a, b] = edit.base.placeholders.map((node) => new Ref(node.id))
          edit.setArgs(edit.base.output!.id, { value: [b!, a!] })
        },
      },
    ],
    { check: { inputs: { a: tf.tensor1d([1]), b: tf.tensor1d([2]) }, tolerance: 0 } },
  )
}
