import * as tf from '@tensorflow/tfjs-core'
import { calibrate, prepare } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

/** An empty data set. */
export const trigger = (): unknown => calibrate(prepare(quantizableGraph()), [], { tf })
