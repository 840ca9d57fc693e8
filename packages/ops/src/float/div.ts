/** @file `div`, with broadcasting. */
import { broadcastType } from '../broadcastType.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const div = defineOp({
  name: 'div',
  summary: 'a / b; of two int32 inputs, rounded down.',
  domain: 'float',
  inputs: { a: 'tensor', b: 'tensor' },
  attrs: {},
  infer: ({ a, b }) => broadcastType('div', a, b),
  evaluate: ({ tf }, { a, b }) => tf.div(a, b),
  macs: 0,
  capture: positional('div', ['a', 'b']),
  print: ({ a, b }) => printedCall('tf.div', [a, b]),
  quant: { kind: 'floatOnly', reason: 'a quotient near 0 is too large for 8 bits' },
  onnx: { opType: 'Div' },
})
