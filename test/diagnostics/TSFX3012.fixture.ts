import { defaultQConfig, prepare, QConfigMapping, wasmBackend } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

const int8 = defaultQConfig(wasmBackend)

/** A rule for a module that the model does not have. */
export const trigger = (): unknown =>
  prepare(quantizableGraph(), { qconfig: new QConfigMapping().setGlobal(int8).setPath('cnov', null) })
