/** @file `tile`. */
import { multiplyDims, printShape, tensorType } from '@tsfx/ir'
import { shapeAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'
import { MOVES_DATA } from './movesData.ts'

export const tile = defineOp({
  name: 'tile',
  summary: 'x repeated along its axes.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { reps: shapeAttr({ doc: 'How many times x follows itself, for each axis.' }) },
  infer({ x, reps }) {
    if (reps.length !== x.shape.length || reps.some((count) => typeof count === 'number' && count < 0)) {
      throw badInputs({
        op: 'tile',
        problem: `reps ${printShape(reps)} must be a count for each axis of ${printShape(x.shape)}`,
      })
    }
    return tensorType(
      x.dtype,
      x.shape.map((dim, axis) => multiplyDims(dim, reps[axis]!)),
    )
  },
  evaluate: ({ tf }, { x, reps }) => tf.tile(x, [...reps] as number[]),
  macs: 0,
  capture: positional('tile', ['x', 'reps']),
  print: ({ x, reps }) => printedCall('tf.tile', [x, reps]),
  quant: MOVES_DATA,
  onnx: { opType: 'Tile' },
})
