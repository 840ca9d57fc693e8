/** @file `q.relu6`: relu6 on 8-bit values, by a table of 256 entries. */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerRelu6 = defineOp({
  name: 'q.relu6',
  summary: 'relu6 on 8-bit values, with requantization.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: { output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, output }) {
    expectQuantized('q.relu6', { x })
    return quantizedType(x.shape, output)
  },
  evaluate: ({ q }, { x, output }) => q.relu6(quantizedInput('q.relu6', x), { output }),
  macs: 0,
  capture: [],
  print: ({ x, output }) => printedRecordCall('q.relu6', { output: printOutput(output) }, {}, [x]),
})
