import { checkFinite } from '@tsfx/quant'

/** Calibration data with a NaN in its second row. */
export const trigger = (): unknown =>
  checkFinite(new Float32Array([0, 1, 2, Number.NaN]), [2, 2], { kind: 'input', name: 'x', firstRow: 0 })
