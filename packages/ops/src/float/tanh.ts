/** @file `tanh`. */
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const tanh = defineOp({
  name: 'tanh',
  summary: 'Hyperbolic tangent.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer({ x }) {
    expectFloat('tanh', { x })
    return x
  },
  evaluate: ({ tf }, { x }) => tf.tanh(x),
  macs: 0,
  capture: positional('tanh', ['x']),
  print: ({ x }) => printedCall('tf.tanh', [x]),
  quant: { kind: 'floatOnly', reason: 'tanh has no integer kernel yet' },
  onnx: { opType: 'Tanh' },
})
