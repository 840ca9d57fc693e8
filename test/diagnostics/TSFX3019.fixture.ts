import { quantizeBias } from '@tsfx/quant'

/** A bias of 1 in steps of 1e-12. */
export const trigger = (): unknown => quantizeBias(new Float32Array([1]), 1e-6, [1e-6], 'float32')
