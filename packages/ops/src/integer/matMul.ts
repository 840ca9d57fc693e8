/** @file `q.matMul`: the product of two 8-bit values that are both computed, with int32 accumulators. */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { matMulAttrs } from '../matMulAttrs.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { matMulShape } from '../shape/matMul.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerMatMul = defineOp({
  name: 'q.matMul',
  summary: 'Matrix product in integers, with requantization.',
  domain: 'integer',
  inputs: { a: 'tensor', b: 'tensor' },
  attrs: { ...matMulAttrs, output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ a, b, transposeA, transposeB, output }) {
    expectQuantized('q.matMul', { a, b })
    return quantizedType(matMulShape('q.matMul', a, b, transposeA, transposeB), output)
  },
  evaluate: ({ q }, { a, b, ...options }) =>
    q.matMul(quantizedInput('q.matMul', a), quantizedInput('q.matMul', b), options),
  macs: ({ a, transposeA }, result) => macsOf(result, a.shape.slice(transposeA ? -2 : -1).slice(0, 1)),
  capture: [],
  print: ({ a, b, transposeA, transposeB, output }) =>
    printedRecordCall(
      'q.matMul',
      { transposeA, transposeB, output: printOutput(output) },
      { transposeA: false, transposeB: false },
      [a, b],
    ),
})
