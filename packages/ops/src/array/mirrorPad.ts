/** @file `mirrorPad`. */
import { printShape, tensorType } from '@tsfx/ir'
import { choiceAttr, padPairsAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'
import { padShape } from '../shape/pad.ts'
import { MOVES_DATA } from './movesData.ts'

export const mirrorPad = defineOp({
  name: 'mirrorPad',
  summary: 'Values of each axis in reverse order before and after them.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    paddings: padPairsAttr({ doc: 'How many values to add [before, after], for each axis.' }),
    mode: choiceAttr(['reflect', 'symmetric'], {
      doc: 'Whether the value at the border is left out or repeated.',
    }),
  },
  infer({ x, paddings, mode }) {
    const shape = padShape('mirrorPad', x, paddings)
    const border = mode === 'reflect' ? 1 : 0
    const tooWide = paddings.findIndex((counts, axis) => {
      const dim = x.shape[axis]
      return typeof dim === 'number' && Math.max(...counts) > dim - border
    })
    if (x.shape.length > 0 && tooWide < 0) return tensorType(x.dtype, shape)
    throw badInputs({
      op: 'mirrorPad',
      problem: `${printShape(x.shape)} has too few values for paddings ${JSON.stringify(paddings)}`,
    })
  },
  evaluate: ({ tf }, { x, paddings, mode }) =>
    tf.mirrorPad(
      x,
      paddings.map(([before, after]): [number, number] => [before, after]),
      mode,
    ),
  macs: 0,
  capture: positional('mirrorPad', ['x', 'paddings', 'mode']),
  print: ({ x, paddings, mode }) => printedCall('tf.mirrorPad', [x, paddings, mode]),
  quant: MOVES_DATA,
  onnx: { opType: 'Pad' },
})
