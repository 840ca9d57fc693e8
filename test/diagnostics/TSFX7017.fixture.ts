import '../setup/stripTypes.mjs'
import { floatPredictor, installHooks } from 'tsfx/node'

export const trigger = (): unknown => {
  const tf = installHooks([import.meta.dirname])
  const forward = (x: unknown): unknown => [x, x]
  return floatPredictor({ file: 'net.ts', exportName: 'pair', model: forward, tf, inputs: null }, []).predict(
    [],
  )
}
