/** @file `requantize`: the same reals with other quantization parameters. */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { quantizedInput } from './quantizedInput.ts'

export const requantize = defineOp({
  name: 'requantize',
  summary: 'The same reals with other quantization parameters.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: { output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, output }) {
    expectQuantized('requantize', { x })
    return quantizedType(x.shape, output)
  },
  evaluate: ({ q }, { x, output }) => q.requantize(quantizedInput('requantize', x), output),
  macs: 0,
  capture: [],
  print: ({ x, output }) => printedCall('q.requantize', [x, printOutput(output)]),
})
