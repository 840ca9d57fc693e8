/** @file `softmax` over the last axis; tfjs knows no other. */
import { integerAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { expectLastAxis } from '../shape/softmax.ts'

export const softmax = defineOp({
  name: 'softmax',
  summary: 'exp(x), scaled to sum 1 over the last axis.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { dim: integerAttr({ doc: 'The last axis.', default: -1 }) },
  infer({ x, dim }) {
    expectFloat('softmax', { x })
    expectLastAxis('softmax', x, dim)
    return x
  },
  evaluate: ({ tf }, { x, dim }) => tf.softmax(x, dim),
  macs: 0,
  capture: positional('softmax', ['x', 'dim']),
  print: ({ x, dim }) => printedCall('tf.softmax', [x], [[dim, -1]]),
  quant: {
    kind: 'fixedQParams',
    inputs: ['x'],
    int8: { scale: 1 / 256, zeroPoint: -128 },
    uint8: { scale: 1 / 256, zeroPoint: 0 },
    integer: 'q.softmax',
  },
  onnx: { opType: 'Softmax' },
})
