/** @file `q.maxPool`: maxPool of 8-bit values; the result has the input's quantization. */
import { tensorType } from '@tsfx/ir'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall, printPair } from '../printedCall.ts'
import { poolAttrs } from '../windowAttrs.ts'
import { windowShape } from '../windowShape.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerMaxPool = defineOp({
  name: 'q.maxPool',
  summary: 'Largest value of each window of 8-bit values.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: poolAttrs,
  infer({ x, filterSize, strides, pad }) {
    expectQuantized('q.maxPool', { x })
    return tensorType(
      x.dtype,
      [...windowShape('q.maxPool', x, { size: filterSize, strides, pad }), x.shape[3]!],
      x.q,
    )
  },
  evaluate: ({ q }, { x, ...options }) => q.maxPool(quantizedInput('q.maxPool', x), options),
  macs: 0,
  capture: [],
  print: ({ x, filterSize, strides, pad }) =>
    printedRecordCall(
      'q.maxPool',
      { filterSize: printPair(filterSize), strides: printPair(strides), pad },
      {},
      [x],
    ),
})
