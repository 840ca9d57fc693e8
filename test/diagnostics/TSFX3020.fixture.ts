import { prepare } from '@tsfx/quant'
import { quantizableGraph } from './quantizableGraph.ts'

/** A misspelt option, held in a variable, which the type checker does not refuse. */
export const trigger = (): unknown => {
  const options = { backend: 'wasm', quantConfig: null }
  return prepare(quantizableGraph(), options)
}
