/** @file `reverse`. */
import { integersAttr } from '../attr.ts'
import { type CaptureForm, fromFunction, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectAxis } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { MOVES_DATA } from './movesData.ts'

const reverse1d: CaptureForm = { from: 'tf.reverse1d', bind: ([x]) => ({ x, axis: 0 }) }

export const reverse = defineOp({
  name: 'reverse',
  summary: 'x with the order of values turned round along axes.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { axis: integersAttr({ doc: 'Axes that are turned round; all when left out.', default: null }) },
  infer({ x, axis }) {
    for (const entry of axis ?? []) expectAxis('reverse', entry, x.shape.length)
    return x
  },
  evaluate: ({ tf }, { x, axis }) => tf.reverse(x, axis === null ? undefined : [...axis]),
  macs: 0,
  capture: [
    ...positional('reverse', ['x', 'axis']),
    reverse1d,
    ...['reverse2d', 'reverse3d', 'reverse4d'].map((name) => fromFunction(name, ['x', 'axis'])),
  ],
  print: ({ x, axis }) => printedCall('tf.reverse', [x], [[axis?.length === 1 ? axis[0] : axis, null]]),
  quant: MOVES_DATA,
})
