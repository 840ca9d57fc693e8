/** @file `step`. */
import { numberAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const step = defineOp({
  name: 'step',
  summary: '1 where x > 0, otherwise alpha * x; NaN where x is NaN.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { alpha: numberAttr({ doc: 'Slope where x <= 0.', default: 0 }) },
  infer({ x }) {
    expectDtype('step', ['float32', 'int32'], { x })
    return x
  },
  evaluate: ({ tf }, { x, alpha }) => tf.step(x, alpha),
  macs: 0,
  capture: positional('step', ['x', 'alpha']),
  print: ({ x, alpha }) => printedCall('tf.step', [x], [[alpha, 0]]),
  quant: { kind: 'floatOnly', reason: 'a rounding step would move values across the threshold' },
})
