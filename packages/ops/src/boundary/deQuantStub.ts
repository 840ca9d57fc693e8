/** @file `deQuantStub`: where values leave the integer part of a model. Until convert it changes nothing. */
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const deQuantStubOp = defineOp({
  name: 'deQuantStub',
  summary: 'Marks where values leave the integer part of a model.',
  domain: 'any',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => x,
  evaluate: (_, { x }) => x,
  macs: 0,
  capture: [{ from: 'tsfx.deQuantStub', bind: ([x]) => ({ x }) }],
  print: ({ x }) => printedCall('deQuantStub', [x]),
  quant: { kind: 'boundary' },
  importFrom: '@tsfx/nn',
})
