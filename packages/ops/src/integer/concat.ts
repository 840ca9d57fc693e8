/** @file `q.concat`: 8-bit values one after another; an input with other quantization than the result is requantized. */
import { integerAttr, outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { concatShape } from '../shape/concat.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerConcat = defineOp({
  name: 'q.concat',
  summary: '8-bit inputs one after another along an axis, requantized where they differ from the result.',
  domain: 'integer',
  inputs: { xs: 'list' },
  attrs: {
    axis: integerAttr({
      doc: 'Axis the inputs follow each other on; from the end when negative.',
      default: 0,
    }),
    output: outputAttr({ doc: 'Quantization parameters of the result.' }),
  },
  infer({ xs, axis, output }) {
    expectQuantized('q.concat', Object.fromEntries(xs.map((x, i) => [`xs[${i}]`, x])))
    return quantizedType(concatShape('q.concat', xs, axis), output)
  },
  evaluate: ({ q }, { xs, ...options }) =>
    q.concat(
      xs.map((x) => quantizedInput('q.concat', x)),
      options,
    ),
  macs: 0,
  capture: [],
  print: ({ xs, axis, output }) =>
    printedRecordCall('q.concat', { axis, output: printOutput(output) }, {}, [xs]),
})
