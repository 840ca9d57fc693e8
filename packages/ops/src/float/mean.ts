/** @file `mean`. Over height and width it is global average pooling. */
import { tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { meanAttrs, printAxes } from '../meanAttrs.ts'
import { printedCall } from '../printedCall.ts'
import { meanShape } from '../shape/mean.ts'

export const mean = defineOp({
  name: 'mean',
  summary: 'Mean over axes.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: meanAttrs,
  infer: ({ x, axis, keepDims }) => tensorType('float32', meanShape('mean', x, axis, keepDims)),
  evaluate: ({ tf }, { x, axis, keepDims }) => tf.mean(x, axis === null ? undefined : [...axis], keepDims),
  macs: 0,
  capture: positional('mean', ['x', 'axis', 'keepDims']),
  print: ({ x, axis, keepDims }) =>
    printedCall(
      'tf.mean',
      [x],
      [
        [printAxes(axis), null],
        [keepDims, false],
      ],
    ),
  quant: { kind: 'ownObserver', inputs: ['x'], integer: 'q.mean' },
  onnx: { opType: 'ReduceMean' },
})
