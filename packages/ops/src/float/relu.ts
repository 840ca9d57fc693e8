/** @file `relu`. */
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const relu = defineOp({
  name: 'relu',
  summary: 'x where x > 0, otherwise 0.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => x,
  evaluate: ({ tf }, { x }) => tf.relu(x),
  macs: 0,
  capture: positional('relu', ['x']),
  print: ({ x }) => printedCall('tf.relu', [x]),
  quant: { kind: 'ownObserver', inputs: ['x'], integer: 'q.relu' },
  onnx: { opType: 'Relu' },
})
