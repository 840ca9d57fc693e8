/** @file `expandDims`. */
import { tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { insertedShape } from '../shape/expandDims.ts'
import { axisAttr } from './arrayAttrs.ts'
import { MOVES_DATA } from './movesData.ts'

export const expandDims = defineOp({
  name: 'expandDims',
  summary: 'A new axis of size 1.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { axis: axisAttr('Place of the new axis in the result; from the end when negative.') },
  infer: ({ x, axis }) => tensorType(x.dtype, insertedShape('expandDims', x.shape, axis, 1)),
  evaluate: ({ tf }, { x, axis }) => tf.expandDims(x, axis),
  macs: 0,
  capture: positional('expandDims', ['x', 'axis']),
  print: ({ x, axis }) => printedCall('tf.expandDims', [x], [[axis, 0]]),
  quant: MOVES_DATA,
  onnx: { opType: 'Unsqueeze' },
})
