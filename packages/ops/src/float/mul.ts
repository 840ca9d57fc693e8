/** @file `mul`, with broadcasting. */
import { broadcastType } from '../broadcastType.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const mul = defineOp({
  name: 'mul',
  summary: 'a * b.',
  domain: 'float',
  // IEEE 754: the order of the operands of a sum or product does not change its rounding.
  commutative: ['a', 'b'],
  inputs: { a: 'tensor', b: 'tensor' },
  attrs: {},
  infer: ({ a, b }) => broadcastType('mul', a, b),
  evaluate: ({ tf }, { a, b }) => tf.mul(a, b),
  macs: 0,
  capture: positional('mul', ['a', 'b']),
  print: ({ a, b }) => printedCall('tf.mul', [a, b]),
  quant: { kind: 'ownObserver', inputs: ['a', 'b'], integer: 'q.mul' },
  onnx: { opType: 'Mul' },
})
