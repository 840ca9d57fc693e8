/** @file `exp`. */
import { tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const exp = defineOp({
  name: 'exp',
  summary: 'e to the power of x.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => tensorType('float32', x.shape),
  evaluate: ({ tf }, { x }) => tf.exp(x),
  macs: 0,
  capture: positional('exp', ['x']),
  print: ({ x }) => printedCall('tf.exp', [x]),
  quant: { kind: 'floatOnly', reason: 'the range of exp is too wide for 8 bits' },
  onnx: { opType: 'Exp' },
})
