/** @file `q.add`: a + b on 8-bit values, with broadcasting. */
import { activationAttr, outputAttr } from '../attr.ts'
import { broadcastShape } from '../broadcastShape.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerAdd = defineOp({
  name: 'q.add',
  summary: 'a + b on 8-bit values, with activation and requantization.',
  domain: 'integer',
  inputs: { a: 'tensor', b: 'tensor' },
  attrs: {
    activation: activationAttr({ doc: 'Applied to the result.' }),
    output: outputAttr({ doc: 'Quantization parameters of the result.' }),
  },
  infer({ a, b, output }) {
    expectQuantized('q.add', { a, b })
    return quantizedType(broadcastShape('q.add', a.shape, b.shape), output)
  },
  evaluate: ({ q }, { a, b, activation, output }) =>
    q.add(quantizedInput('q.add', a), quantizedInput('q.add', b), {
      output,
      activation: activation ?? undefined,
    }),
  capture: [],
  print: ({ a, b, activation, output }) =>
    printedRecordCall('q.add', { activation, output: printOutput(output) }, {}, [a, b]),
})
