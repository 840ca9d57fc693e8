/** @file `q.mul`: a * b on 8-bit values, with broadcasting. */
import { activationAttr, outputAttr } from '../attr.ts'
import { broadcastShape } from '../broadcastShape.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerMul = defineOp({
  name: 'q.mul',
  summary: 'a * b on 8-bit values, with activation and requantization.',
  domain: 'integer',
  inputs: { a: 'tensor', b: 'tensor' },
  attrs: {
    activation: activationAttr({ doc: 'Applied to the result.' }),
    output: outputAttr({ doc: 'Quantization parameters of the result.' }),
  },
  infer({ a, b, output }) {
    expectQuantized('q.mul', { a, b })
    return quantizedType(broadcastShape('q.mul', a.shape, b.shape), output)
  },
  evaluate: ({ q }, { a, b, activation, output }) =>
    q.mul(quantizedInput('q.mul', a), quantizedInput('q.mul', b), {
      output,
      activation: activation ?? undefined,
    }),
  capture: [],
  print: ({ a, b, activation, output }) =>
    printedRecordCall('q.mul', { activation, output: printOutput(output) }, {}, [a, b]),
})
