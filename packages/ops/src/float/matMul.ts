/** @file `matMul` of two values. By a parameter, with bias or activation, it is `linear`. */
import { tensorType } from '@tsfx/ir'
import { fromRecord, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { matMulAttrs } from '../matMulAttrs.ts'
import { printedCall } from '../printedCall.ts'
import { matMulShape } from '../shape/matMul.ts'

const fused = fromRecord('fused.matMul', {
  a: 'a',
  b: 'b',
  transposeA: 'transposeA',
  transposeB: 'transposeB',
})

export const matMul = defineOp({
  name: 'matMul',
  summary: 'Matrix product; leading dims are a batch and broadcast.',
  domain: 'float',
  inputs: { a: 'tensor', b: 'tensor' },
  attrs: matMulAttrs,
  infer({ a, b, transposeA, transposeB }) {
    expectFloat('matMul', { a, b })
    return tensorType('float32', matMulShape('matMul', a, b, transposeA, transposeB))
  },
  evaluate: ({ tf }, { a, b, transposeA, transposeB }) => tf.matMul(a, b, transposeA, transposeB),
  macs: ({ a, transposeA }, result) => macsOf(result, a.shape.slice(transposeA ? -2 : -1).slice(0, 1)),
  capture: [
    ...positional('matMul', ['a', 'b', 'transposeA', 'transposeB']),
    {
      from: fused.from,
      bind([record]) {
        const { bias, activation } = record as { readonly bias?: unknown; readonly activation?: unknown }
        return bias || activation ? null : fused.bind([record])
      },
    },
  ],
  print: ({ a, b, transposeA, transposeB }) =>
    printedCall(
      'tf.matMul',
      [a, b],
      [
        [transposeA, false],
        [transposeB, false],
      ],
    ),
  quant: { kind: 'ownObserver', inputs: ['a', 'b'], integer: 'q.matMul' },
  onnx: { opType: 'MatMul' },
})
