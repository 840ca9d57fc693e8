import * as tf from '@tensorflow/tfjs-core'
import { calibrate, prepare } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

/** A sample by the name of an input that the model does not have. */
export const trigger = (): unknown =>
  calibrate(prepare(quantizableGraph()), [{ image: { data: [1, 2, 3, 4], shape: [1, 4] } }], { tf })
