/** @file `gather`: an embedding is a gather of rows. */
import type { Tensor1D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { integerAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { gatherShape } from '../shape/gather.ts'
import { axisAttr } from './arrayAttrs.ts'
import { MOVES_DATA } from './movesData.ts'

export const gather = defineOp({
  name: 'gather',
  summary: 'Slices of x along an axis, by their indices.',
  domain: 'float',
  inputs: { x: 'tensor', indices: 'tensor' },
  literalDtypes: { indices: 'int32' },
  attrs: {
    axis: axisAttr('Axis of x that indices count along; from the end when negative.'),
    batchDims: integerAttr({ doc: 'How many leading axes x and indices share.', default: 0 }),
  },
  infer({ x, indices, axis, batchDims }) {
    expectDtype('gather', ['int32'], { indices })
    return tensorType(x.dtype, gatherShape('gather', x, indices, axis, batchDims))
  },
  evaluate: ({ tf }, { x, indices, axis, batchDims }) => tf.gather(x, indices as Tensor1D, axis, batchDims),
  macs: 0,
  capture: positional('gather', ['x', 'indices', 'axis', 'batchDims']),
  print: ({ x, indices, axis, batchDims }) =>
    printedCall(
      'tf.gather',
      [x, indices],
      [
        [axis, 0],
        [batchDims, 0],
      ],
    ),
  quant: MOVES_DATA,
  onnx: { opType: 'Gather' },
})
