// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file What reach.ts calls; its marks are expected by the probes that name a function of this file. */
import * as tf from '@tensorflow/tfjs-core'

export function gated(t: tf.Tensor2D) {
  return t ? tf.relu(t) : t
  //     ^ TSFX1101 static
}

export function frozenPeak(t: tf.Tensor2D) {
  return tf.relu(t).dataSync()[0]
  //                ^ TSFX1104 static
}

export class Gate {
  forward(t: tf.Tensor2D) {
    return t === null || t > 1 ? t : tf.relu(t)
    //                   ^ TSFX1108 static
  }
}
