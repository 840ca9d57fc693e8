/** @file A recurrent layer without a loop over tensors: the same cell, once for each step (Hochreiter & Schmidhuber 1997). */
import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module } from '@tsfx/nn'

interface State {
  readonly hidden: tf.Tensor2D
  readonly cell: tf.Tensor2D
}

class LstmCell extends Module {
  gates: Linear

  constructor(features: number, units: number) {
    super()
    this.gates = new Linear({ inFeatures: features + units, outFeatures: 4 * units })
  }

  override forward(x: tf.Tensor2D, { hidden, cell }: State): State {
    const gates = this.gates.forward(tf.concat([x, hidden], 1))
    const [input, forget, candidate, output] = tf.split(gates, 4, 1) as tf.Tensor2D[]

    // What is kept of the past, and what is new.
    const kept = tf.mul<tf.Tensor2D>(tf.sigmoid(forget!), cell)
    const added = tf.mul(tf.sigmoid(input!), tf.tanh(candidate!))
    const next = tf.add<tf.Tensor2D>(kept, added)
    return { hidden: tf.mul(tf.sigmoid(output!), tf.tanh(next)), cell: next }
  }
}

export class Lstm extends Module {
  cell = new LstmCell(4, 6)
  head = new Linear({ inFeatures: 6, outFeatures: 3 })

  /** `[N, 3, 4] -> [N, 3]` */
  override forward(sequence: tf.Tensor3D, start: tf.Tensor2D): tf.Tensor2D {
    const steps = tf.unstack(sequence, 1) as tf.Tensor2D[]
    let state: State = { hidden: start, cell: start }
    for (const step of steps) state = this.cell.forward(step, state)
    return this.head.forward(state.hidden)
  }
}
