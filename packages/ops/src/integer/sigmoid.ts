/** @file `q.sigmoid`: sigmoid on 8-bit values, by a table of 256 entries. */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerSigmoid = defineOp({
  name: 'q.sigmoid',
  summary: 'sigmoid on 8-bit values.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: { output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, output }) {
    expectQuantized('q.sigmoid', { x })
    return quantizedType(x.shape, output)
  },
  evaluate: ({ q }, { x, output }) => q.sigmoid(quantizedInput('q.sigmoid', x), { output }),
  macs: 0,
  capture: [],
  print: ({ x, output }) => printedRecordCall('q.sigmoid', { output: printOutput(output) }, {}, [x]),
})
