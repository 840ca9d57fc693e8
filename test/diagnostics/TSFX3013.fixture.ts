import { type PrepareOptions, prepare } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

/** A rounding that there is not, as a caller without types may ask for. */
export const trigger = (): unknown =>
  prepare(quantizableGraph(), JSON.parse('{ "rounding": "stochastic" }') as PrepareOptions)
