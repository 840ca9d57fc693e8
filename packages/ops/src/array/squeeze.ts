/** @file `squeeze`. */
import { tensorType } from '@tsfx/ir'
import { integersAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { squeezeShape } from '../shape/squeeze.ts'
import { captureWith } from './captureWith.ts'
import { MOVES_DATA } from './movesData.ts'

export const squeeze = defineOp({
  name: 'squeeze',
  summary: 'Without axes of size 1.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { axis: integersAttr({ doc: 'Axes that go; all of size 1 when left out.', default: null }) },
  infer: ({ x, axis }) => tensorType(x.dtype, squeezeShape('squeeze', x, axis)),
  evaluate: ({ tf }, { x, axis }) => tf.squeeze(x, axis === null ? undefined : [...axis]),
  macs: 0,
  // tfjs takes an empty list for none given.
  capture: captureWith('squeeze', ['x', 'axis'], ({ x, axis }) => ({
    x,
    axis: Array.isArray(axis) && axis.length === 0 ? null : axis,
  })),
  print: ({ x, axis }) => printedCall('tf.squeeze', [x], [[axis?.length === 1 ? axis[0] : axis, null]]),
  quant: MOVES_DATA,
  onnx: { opType: 'Squeeze' },
})
