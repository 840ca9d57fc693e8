/** @file `quantStub`: where values enter the integer part of a model. Until convert it changes nothing. */
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const quantStubOp = defineOp({
  name: 'quantStub',
  summary: 'Marks where values enter the integer part of a model.',
  domain: 'any',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => x,
  evaluate: (_, { x }) => x,
  macs: 0,
  capture: [{ from: 'tsfx.quantStub', bind: ([x]) => ({ x }) }],
  print: ({ x }) => printedCall('quantStub', [x]),
  quant: { kind: 'boundary' },
  importFrom: '@tsfx/nn',
})
