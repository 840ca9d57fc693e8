/** @file `observe`: a place where calibration looks at values. It changes nothing; prepare puts it in, convert takes it out. */
import { stringAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

export const observe = defineOp({
  name: 'observe',
  summary: 'Marks where calibration looks at values.',
  domain: 'any',
  inputs: { x: 'tensor' },
  attrs: { point: stringAttr({ doc: 'The key under which statistics are kept.' }) },
  infer: ({ x }) => x,
  evaluate: (_, { x }) => x,
  capture: [],
  print: ({ x, point }) => printedCall('observe', [x, point]),
  quant: { kind: 'boundary' },
})
