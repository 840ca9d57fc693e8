import { createObserver, defaultQConfig, getBackend } from '@tsfx/quant'

/** An int8 spec with the range of uint8. */
export const trigger = (): unknown =>
  createObserver({ ...defaultQConfig(getBackend('wasm')).activation, qmin: 0, qmax: 255 })
