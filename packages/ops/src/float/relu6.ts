/** @file `relu6`. */
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const relu6 = defineOp({
  name: 'relu6',
  summary: 'x clamped to 0..6.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => x,
  evaluate: ({ tf }, { x }) => tf.relu6(x),
  macs: 0,
  capture: positional('relu6', ['x']),
  print: ({ x }) => printedCall('tf.relu6', [x]),
  quant: { kind: 'ownObserver', inputs: ['x'], integer: 'q.relu6' },
  onnx: { opType: 'Clip' },
})
