/** @file `leakyRelu`. */
import { tensorType } from '@tsfx/ir'
import { numberAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const leakyRelu = defineOp({
  name: 'leakyRelu',
  summary: 'x where x > 0, otherwise alpha * x.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { alpha: numberAttr({ doc: 'Slope where x < 0.', default: 0.2 }) },
  infer({ x }) {
    expectDtype('leakyRelu', ['float32', 'int32'], { x })
    return tensorType('float32', x.shape)
  },
  evaluate: ({ tf }, { x, alpha }) => tf.leakyRelu(x, alpha),
  macs: 0,
  capture: positional('leakyRelu', ['x', 'alpha']),
  print: ({ x, alpha }) => printedCall('tf.leakyRelu', [x], [[alpha, 0.2]]),
  quant: { kind: 'floatOnly', reason: 'it has no integer kernel yet; its two slopes need two multipliers' },
  onnx: { opType: 'LeakyRelu' },
})
