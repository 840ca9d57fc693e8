/** @file `gatherND`. */
import { tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { gatherNDShape } from '../shape/scatter.ts'
import { MOVES_DATA } from './movesData.ts'

export const gatherND = defineOp({
  name: 'gatherND',
  summary: 'Slices of x, each by the indices along its first axes.',
  domain: 'float',
  inputs: { x: 'tensor', indices: 'tensor' },
  literalDtypes: { indices: 'int32' },
  attrs: {},
  infer({ x, indices }) {
    expectDtype('gatherND', ['int32'], { indices })
    return tensorType(x.dtype, gatherNDShape('gatherND', x, indices))
  },
  evaluate: ({ tf }, { x, indices }) => tf.gatherND(x, indices),
  macs: 0,
  capture: [fromFunction('gatherND', ['x', 'indices'])],
  print: ({ x, indices }) => printedCall('tf.gatherND', [x, indices]),
  quant: MOVES_DATA,
  onnx: { opType: 'GatherND' },
})
