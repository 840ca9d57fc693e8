/** @file `sub`, with broadcasting. */
import { broadcastType } from '../broadcastType.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const sub = defineOp({
  name: 'sub',
  summary: 'a - b.',
  domain: 'float',
  inputs: { a: 'tensor', b: 'tensor' },
  attrs: {},
  infer: ({ a, b }) => broadcastType('sub', a, b),
  evaluate: ({ tf }, { a, b }) => tf.sub(a, b),
  macs: 0,
  capture: positional('sub', ['a', 'b']),
  print: ({ a, b }) => printedCall('tf.sub', [a, b]),
  quant: { kind: 'floatOnly', reason: 'sub has no integer kernel yet' },
  onnx: { opType: 'Sub' },
})
