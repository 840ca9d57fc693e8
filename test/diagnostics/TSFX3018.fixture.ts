import * as tf from '@tensorflow/tfjs-core'
import { calibrate } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

/** A graph that was not prepared. */
export const trigger = (): unknown => calibrate(quantizableGraph(), [], { tf })
