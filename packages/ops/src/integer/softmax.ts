/** @file `q.softmax` over the last axis of 8-bit values. */
import { integerAttr, outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { expectLastAxis } from '../shape/softmax.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerSoftmax = defineOp({
  name: 'q.softmax',
  summary: 'softmax over the last axis of 8-bit values.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: {
    dim: integerAttr({ doc: 'The last axis.', default: -1 }),
    output: outputAttr({ doc: 'Quantization parameters of the result.' }),
  },
  infer({ x, dim, output }) {
    expectQuantized('q.softmax', { x })
    expectLastAxis('q.softmax', x, dim)
    return quantizedType(x.shape, output)
  },
  evaluate: ({ q }, { x, output }) => q.softmax(quantizedInput('q.softmax', x), { output }),
  macs: 0,
  capture: [],
  print: ({ x, output }) => printedRecordCall('q.softmax', { output: printOutput(output) }, {}, [x]),
})
