/**
 * @file `linear`: `x [..., in] @ weight [in, out] + bias [out]`, then an activation.
 *
 * tfjs spells it `tf.fused.matMul`. Without bias and activation the call says `activation: 'linear'`, which tells
 * it from a plain `matMul`.
 */
import { tensorType } from '@tsfx/ir'
import { activationAttr } from '../attr.ts'
import { exceptWhere, fromRecord } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { isParted } from '../parts/fusedActivations.ts'
import { printedRecordCall } from '../printedCall.ts'
import { linearShape } from '../shape/linear.ts'

export const linear = defineOp({
  name: 'linear',
  summary: 'Fully connected layer: product with a weight, with optional bias and activation.',
  domain: 'float',
  inputs: { x: 'tensor', weight: 'tensor', bias: 'optional' },
  attrs: { activation: activationAttr({ doc: 'Applied to the sum.' }) },
  infer({ x, weight, bias }) {
    expectFloat('linear', { x, weight, bias })
    return tensorType('float32', linearShape('linear', x, weight, bias))
  },
  evaluate: ({ tf }, { x, weight, bias, activation }) =>
    tf.fused.matMul({ a: x, b: weight, ...(bias && { bias }), ...(activation && { activation }) }),
  macs: ({ weight }, result) => macsOf(result, weight.shape.slice(0, 1)),
  capture: [
    exceptWhere(
      isParted,
      fromRecord('fused.matMul', {
        a: 'x',
        b: 'weight',
        transposeA: { name: 'transposeA', only: false },
        transposeB: { name: 'transposeB', only: false },
        bias: 'bias',
        activation: 'activation',
      }),
    ),
  ],
  print: ({ x, weight, bias, activation }) =>
    printedRecordCall('tf.fused.matMul', {
      a: x,
      b: weight,
      bias,
      activation: activation ?? (bias ? null : 'linear'),
    }),
  quant: {
    kind: 'weighted',
    input: 'x',
    weight: 'weight',
    bias: 'bias',
    channelAxes: [1],
    integer: 'q.linear',
  },
  onnx: { opType: 'Gemm' },
})
