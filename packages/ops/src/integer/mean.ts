/** @file `q.mean`: mean of 8-bit values over axes, with int32 sums. */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { meanAttrs, printAxes } from '../meanAttrs.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { meanShape } from '../shape/mean.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerMean = defineOp({
  name: 'q.mean',
  summary: 'Mean of 8-bit values over axes, with requantization.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: { ...meanAttrs, output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, axis, keepDims, output }) {
    expectQuantized('q.mean', { x })
    return quantizedType(meanShape('q.mean', x, axis, keepDims), output)
  },
  evaluate({ q }, { x, axis, keepDims, output }) {
    const input = quantizedInput('q.mean', x)
    return q.mean(input, { axis: axis ?? [...input.shape.keys()], keepDims, output })
  },
  macs: 0,
  capture: [],
  print: ({ x, axis, keepDims, output }) =>
    printedRecordCall(
      'q.mean',
      { axis: printAxes(axis), keepDims, output: printOutput(output) },
      { keepDims: false },
      [x],
    ),
})
