/** @file `diag`. */
import { tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { MOVES_DATA } from './movesData.ts'

export const diag = defineOp({
  name: 'diag',
  summary: 'x on the diagonal, 0 beside it.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => tensorType(x.dtype, [...x.shape, ...x.shape]),
  evaluate: ({ tf }, { x }) => tf.diag(x),
  macs: 0,
  capture: [fromFunction('diag', ['x'])],
  print: ({ x }) => printedCall('tf.diag', [x]),
  quant: MOVES_DATA,
})
