/** @file `moments`: mean and variance over axes. */
import { tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { meanAttrs, printAxes } from '../meanAttrs.ts'
import { printedCall } from '../printedCall.ts'
import { meanShape } from '../shape/mean.ts'

export const moments = defineOp({
  name: 'moments',
  summary: '{ mean, variance } over axes.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: meanAttrs,
  infer({ x, axis, keepDims }) {
    expectDtype('moments', ['float32', 'int32'], { x })
    const type = tensorType('float32', meanShape('moments', x, axis, keepDims))
    return { kind: 'record', fields: { mean: type, variance: type } }
  },
  evaluate({ tf }, { x, axis, keepDims }) {
    const { mean, variance } = tf.moments(x, axis === null ? undefined : [...axis], keepDims)
    return { mean, variance }
  },
  macs: 0,
  capture: [fromFunction('moments', ['x', 'axis', 'keepDims'])],
  print: ({ x, axis, keepDims }) =>
    printedCall(
      'tf.moments',
      [x],
      [
        [printAxes(axis), null],
        [keepDims, false],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'a variance needs twice the bits of x' },
})
