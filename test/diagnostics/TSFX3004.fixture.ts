import { createObserver, defaultQConfig, getBackend } from '@tsfx/quant'

/** Parameters are asked for before anything was observed. */
export const trigger = (): unknown => {
  const { activation } = defaultQConfig(getBackend('wasm'))
  const observer = createObserver(activation)
  return observer.qparams(observer.init(), activation, 'relu')
}
