/** @file `prelu`. */
import { tensorType } from '@tsfx/ir'
import { broadcastShape } from '../broadcastShape.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const prelu = defineOp({
  name: 'prelu',
  summary: 'x where x >= 0, otherwise alpha * x, with a slope for each channel.',
  domain: 'float',
  inputs: { x: 'tensor', alpha: 'tensor' },
  attrs: {},
  infer({ x, alpha }) {
    expectFloat('prelu', { x, alpha })
    return tensorType('float32', broadcastShape('prelu', x.shape, alpha.shape))
  },
  evaluate: ({ tf }, { x, alpha }) => tf.prelu(x, alpha),
  macs: 0,
  capture: positional('prelu', ['x', 'alpha']),
  print: ({ x, alpha }) => ({ ...printedCall('tf.prelu', [x, alpha]), declaresOneType: true }),
  quant: {
    kind: 'floatOnly',
    reason: 'it has no integer kernel yet; each channel has a multiplier of its own',
  },
  onnx: { opType: 'PRelu' },
})
