import { checkFinite } from '@tsfx/quant'

/** Calibration data with an infinite value in its second row. */
export const trigger = (): unknown =>
  checkFinite(new Float32Array([0, 1, 2, Number.POSITIVE_INFINITY]), [2, 2], {
    kind: 'input',
    name: 'x',
    firstRow: 0,
  })
