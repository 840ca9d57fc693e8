/** @file `split`: x in parts along an axis. */
import { tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectAxis } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { partSizes } from '../shape/split.ts'
import { axisAttr, partsAttr } from './arrayAttrs.ts'
import { MOVES_DATA } from './movesData.ts'

export const split = defineOp({
  name: 'split',
  summary: 'x in parts along an axis; a list.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    parts: partsAttr(
      'How many equal parts, or the size of each; one size may be -1, which stands for what is left.',
    ),
    axis: axisAttr('Axis that is divided; from the end when negative.'),
  },
  infer({ x, parts, axis }) {
    const along = expectAxis('split', axis, x.shape.length)
    const items = partSizes('split', x.shape[along]!, along, parts).map((size) =>
      tensorType(x.dtype, x.shape.with(along, size)),
    )
    return { kind: 'tuple', items }
  },
  // tfjs writes into a list of sizes.
  evaluate: ({ tf }, { x, parts, axis }) =>
    tf.split(x, typeof parts === 'number' ? parts : ([...parts] as number[]), axis),
  macs: 0,
  capture: positional('split', ['x', 'parts', 'axis']),
  print: ({ x, parts, axis }) => printedCall('tf.split', [x, parts], [[axis, 0]]),
  quant: MOVES_DATA,
  onnx: { opType: 'Split' },
})
