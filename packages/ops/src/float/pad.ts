/** @file `pad` with a constant. */
import { tensorType } from '@tsfx/ir'
import type { PadPairs } from '../attr.ts'
import { fromFunction, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { padAttrs } from '../padAttrs.ts'
import { printedCall } from '../printedCall.ts'
import { padShape } from '../shape/pad.ts'

const PARAMETERS = ['x', 'paddings', 'constantValue']

const mutable = (paddings: PadPairs): [number, number][] => paddings.map(([before, after]) => [before, after])

export const pad = defineOp({
  name: 'pad',
  summary: 'A constant before and after the values of each axis.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: padAttrs,
  infer: ({ x, paddings }) => tensorType(x.dtype, padShape('pad', x, paddings)),
  evaluate: ({ tf }, { x, paddings, constantValue }) => tf.pad(x, mutable(paddings), constantValue),
  macs: 0,
  capture: [
    // tf.pad1d takes its one pair bare.
    { from: 'tf.pad1d', bind: ([x, pair, constantValue]) => ({ x, paddings: [pair], constantValue }) },
    ...['pad2d', 'pad3d', 'pad4d'].map((name) => fromFunction(name, PARAMETERS)),
    ...positional('pad', PARAMETERS),
  ],
  print: ({ x, paddings, constantValue }) => printedCall('tf.pad', [x, paddings], [[constantValue, 0]]),
  quant: { kind: 'movesData', inputs: ['x'], constant: 'constantValue', integer: 'q.pad' },
  onnx: { opType: 'Pad' },
})
