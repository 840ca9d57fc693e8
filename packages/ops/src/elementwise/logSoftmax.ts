/** @file `logSoftmax` over the last axis; tfjs knows no other. */
import { tensorType } from '@tsfx/ir'
import { integerAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { expectLastAxis } from '../shape/softmax.ts'

export const logSoftmax = defineOp({
  name: 'logSoftmax',
  summary: 'log(softmax(x)) over the last axis.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { axis: integerAttr({ doc: 'The last axis.', default: -1 }) },
  infer({ x, axis }) {
    expectDtype('logSoftmax', ['float32', 'int32'], { x })
    expectLastAxis('logSoftmax', x, axis)
    return tensorType('float32', x.shape)
  },
  evaluate: ({ tf }, { x, axis }) => tf.logSoftmax(x, axis),
  macs: 0,
  capture: positional('logSoftmax', ['x', 'axis']),
  print: ({ x, axis }) => printedCall('tf.logSoftmax', [x], [[axis, -1]]),
  quant: { kind: 'floatOnly', reason: 'its result goes to minus infinity, where 8 bits saturate' },
  onnx: { opType: 'LogSoftmax' },
})
