/** @file `tensorScatterUpdate`. */
import { tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { scatterShape } from '../shape/scatter.ts'
import { MOVES_DATA } from './movesData.ts'

export const tensorScatterUpdate = defineOp({
  name: 'tensorScatterUpdate',
  summary: 'x with updates in the places that indices name.',
  domain: 'float',
  inputs: { x: 'tensor', indices: 'tensor', updates: 'tensor' },
  literalDtypes: { indices: 'int32' },
  attrs: {},
  infer({ x, indices, updates }) {
    expectDtype('tensorScatterUpdate', ['int32'], { indices })
    expectDtype('tensorScatterUpdate', [x.dtype], { updates })
    return tensorType(x.dtype, scatterShape('tensorScatterUpdate', indices, updates, x.shape))
  },
  evaluate: ({ tf }, { x, indices, updates }) => tf.tensorScatterUpdate(x, indices, updates),
  macs: 0,
  capture: [fromFunction('tensorScatterUpdate', ['x', 'indices', 'updates'])],
  print: ({ x, indices, updates }) => printedCall('tf.tensorScatterUpdate', [x, indices, updates]),
  quant: MOVES_DATA,
  onnx: { opType: 'ScatterND' },
})
