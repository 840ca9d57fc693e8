import { defaultQConfig, getBackend, requireQConfig } from '@tsfx/quant'

const backend = getBackend('wasm')
const { activation, weight } = defaultQConfig(backend)
const linear = {
  kind: 'weighted',
  input: 'x',
  weight: 'w',
  bias: null,
  channelAxes: [1],
  integer: 'linear',
} as const

/** Weights of -128..127 for an engine that keeps them symmetric. */
export const trigger = (): unknown =>
  requireQConfig({ activation, weight: { ...weight, qmin: -128 } }, backend, linear)
