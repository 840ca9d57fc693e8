/** @file `sigmoid`. */
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const sigmoid = defineOp({
  name: 'sigmoid',
  summary: '1 / (1 + exp(-x)).',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer({ x }) {
    expectFloat('sigmoid', { x })
    return x
  },
  evaluate: ({ tf }, { x }) => tf.sigmoid(x),
  macs: 0,
  capture: positional('sigmoid', ['x']),
  print: ({ x }) => printedCall('tf.sigmoid', [x]),
  quant: {
    kind: 'fixedQParams',
    inputs: ['x'],
    int8: { scale: 1 / 256, zeroPoint: -128 },
    uint8: { scale: 1 / 256, zeroPoint: 0 },
    integer: 'q.sigmoid',
  },
  onnx: { opType: 'Sigmoid' },
})
