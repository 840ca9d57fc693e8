import { defaultQConfig, prepare, QConfigMapping, wasmBackend } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

/** A rule names tanh, which has no integer form. */
export const trigger = (): unknown =>
  prepare(quantizableGraph(), {
    qconfig: new QConfigMapping().setOpType('tanh', defaultQConfig(wasmBackend)),
  })
