/** @file The engine of `@tsfx/runtime`: 8-bit activations per tensor, int8 weights per channel, int32 accumulators. */
import type { Backend } from './backend.ts'

export const wasmBackend: Backend = {
  name: 'wasm',
  activations: { int8: [-128, 127], uint8: [0, 255] },
  // Without -128 a weight can be negated, and the products of two pairs fit in 16 bits signed.
  weights: { dtype: 'int8', range: [-127, 127], perChannel: true, affine: false },
  roles: {
    weighted: 'quantized',
    sharesQParams: 'quantized',
    fixedQParams: 'quantized',
    ownObserver: 'quantized',
    movesData: 'quantized',
    boundary: 'quantized',
  },
  exceptions: {},
  roundingModes: ['float32', 'single', 'double'],
}
