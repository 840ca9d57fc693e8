/** @file Cells of recurrent networks, a step each. Source: tfjs `basic_lstm_cell.ts` and `multi_rnn_cell.ts`. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import type { Tfjs } from '../tfjsBinding.ts'

type Cell = (data: Tensor, c: Tensor, h: Tensor) => readonly [Tensor, Tensor]

/** The gates stand side by side in the product: input, new value, forget, output. */
function basicCell(tf: Tfjs, call: readonly unknown[]): readonly [Tensor, Tensor] {
  const [forgetBias, kernel, bias, data, c, h] = call as readonly Tensor[]
  const product = tf.matMul(tf.concat([data!, h!], 1), kernel!)
  const sum = tf.add(product, bias!) as Tensor2D
  const [rows, columns] = [sum.shape[0], sum.shape[1] / 4]
  const gate = (i: number): Tensor => tf.slice(sum, [0, columns * i], [rows, columns])
  const [input, fresh, forget, output] = [gate(0), gate(1), gate(2), gate(3)]
  const kept = tf.mul(c!, tf.sigmoid(tf.add(forgetBias!, forget)))
  const newC = tf.add(tf.mul(tf.sigmoid(input), tf.tanh(fresh)), kept)
  return [newC, tf.mul(tf.tanh(newC), tf.sigmoid(output))]
}

export const lstmCells: readonly Composition[] = [
  {
    from: ['tf.basicLSTMCell'],
    into: ['concat', 'matMul', 'add', 'slice', 'sigmoid', 'tanh', 'mul'],
    run: basicCell,
  },
  {
    from: ['tf.multiRNNCell'],
    into: ['the ops of its cells'],
    run(_, [cells, data, c, h]) {
      let input = data as Tensor
      const states = (cells as readonly Cell[]).map((cell, i) => {
        const state = cell(input, (c as readonly Tensor[])[i]!, (h as readonly Tensor[])[i]!)
        input = state[1]
        return state
      })
      return [states.map(([newC]) => newC), states.map(([, newH]) => newH)]
    },
  },
]
