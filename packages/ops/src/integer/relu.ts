/** @file `q.relu`: relu on 8-bit values, by a table of 256 entries. */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerRelu = defineOp({
  name: 'q.relu',
  summary: 'relu on 8-bit values, with requantization.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: { output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, output }) {
    expectQuantized('q.relu', { x })
    return quantizedType(x.shape, output)
  },
  evaluate: ({ q }, { x, output }) => q.relu(quantizedInput('q.relu', x), { output }),
  macs: 0,
  capture: [],
  print: ({ x, output }) => printedRecordCall('q.relu', { output: printOutput(output) }, {}, [x]),
})
