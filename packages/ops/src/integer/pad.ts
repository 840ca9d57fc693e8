/** @file `q.pad`: pad of 8-bit values; the result has the input's quantization, into which the constant is quantized. */
import { tensorType } from '@tsfx/ir'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { padAttrs } from '../padAttrs.ts'
import { printedCall } from '../printedCall.ts'
import { padShape } from '../shape/pad.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerPad = defineOp({
  name: 'q.pad',
  summary: 'A constant before and after the 8-bit values of each axis.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: padAttrs,
  infer({ x, paddings }) {
    expectQuantized('q.pad', { x })
    return tensorType(x.dtype, padShape('q.pad', x, paddings), x.q)
  },
  evaluate: ({ q }, { x, paddings, constantValue }) =>
    q.pad(quantizedInput('q.pad', x), paddings, constantValue),
  macs: 0,
  capture: [],
  print: ({ x, paddings, constantValue }) => printedCall('q.pad', [x, paddings], [[constantValue, 0]]),
})
