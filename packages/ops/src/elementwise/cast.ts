/** @file `cast`. */
import { tensorType } from '@tsfx/ir'
import { choiceAttr } from '../attr.ts'
import { type CaptureForm, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

const DTYPES = ['float32', 'int32', 'bool', 'complex64'] as const

/** `x.toFloat()` and the like. */
const CHAINED: readonly CaptureForm[] = [
  { from: 'Tensor.asType', bind: ([x, dtype]) => ({ x, dtype }) },
  { from: 'Tensor.toFloat', bind: ([x]) => ({ x, dtype: 'float32' }) },
  { from: 'Tensor.toInt', bind: ([x]) => ({ x, dtype: 'int32' }) },
  { from: 'Tensor.toBool', bind: ([x]) => ({ x, dtype: 'bool' }) },
]

export const cast = defineOp({
  name: 'cast',
  summary: 'The same values in another dtype; int32 loses the fraction, bool is whether a value is not 0.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { dtype: choiceAttr(DTYPES, { doc: 'The dtype of the result.' }) },
  infer({ x, dtype }) {
    expectDtype('cast', DTYPES, { x })
    return tensorType(dtype, x.shape)
  },
  evaluate: ({ tf }, { x, dtype }) => tf.cast(x, dtype),
  macs: 0,
  capture: [...positional('cast', ['x', 'dtype']), ...CHAINED],
  print: ({ x, dtype }) => printedCall('tf.cast', [x, dtype]),
  quant: {
    kind: 'floatOnly',
    reason: 'it changes between float and integers that are counts, not steps of a scale',
  },
  onnx: { opType: 'Cast' },
})
