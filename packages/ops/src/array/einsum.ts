/** @file `einsum`: sums of products by an equation of labels. */
import { productOfDims, tensorType } from '@tsfx/ir'
import { stringAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { einsumDims, einsumShape } from '../shape/einsum.ts'

export const einsum = defineOp({
  name: 'einsum',
  summary: 'Products of one or two tensors, added up over the labels that the result does not have.',
  domain: 'float',
  inputs: { xs: 'list' },
  attrs: {
    equation: stringAttr({ doc: "Labels of each input's axes and of the result's, e.g. 'ij,jk->ik'." }),
  },
  infer({ xs, equation }) {
    const shape = einsumShape('einsum', equation, xs)
    expectDtype('einsum', ['float32', 'int32'], { x: xs[0]! })
    expectDtype('einsum', [xs[0]!.dtype], { 'the second input': xs[1] ?? null })
    return tensorType(xs[0]!.dtype, shape)
  },
  evaluate: ({ tf }, { xs, equation }) => tf.einsum(equation, ...xs),
  macs: ({ xs, equation }) =>
    xs.length < 2 ? 0 : productOfDims([...einsumDims('einsum', equation, xs).dims.values()]),
  capture: [{ from: 'tf.einsum', bind: ([equation, ...xs]) => ({ xs, equation }) }],
  print: ({ xs, equation }) => printedCall('tf.einsum', [equation, ...xs]),
  quant: { kind: 'floatOnly', reason: 'adds products over any axes; write it as matMul to quantize it' },
  onnx: { opType: 'Einsum' },
})
