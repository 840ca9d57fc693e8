/** @file `broadcastTo`. */
import type { Rank, ShapeMap } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { shapeAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { broadcastToShape } from '../shape/broadcastTo.ts'
import { MOVES_DATA } from './movesData.ts'

export const broadcastTo = defineOp({
  name: 'broadcastTo',
  summary: 'x repeated along axes of size 1 until it has a shape.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { shape: shapeAttr({ doc: 'The new shape.' }) },
  infer: ({ x, shape }) => tensorType(x.dtype, broadcastToShape('broadcastTo', x, shape)),
  evaluate: ({ tf }, { x, shape }) => tf.broadcastTo(x, [...shape] as ShapeMap[Rank]),
  macs: 0,
  capture: positional('broadcastTo', ['x', 'shape']),
  print: ({ x, shape }) => printedCall('tf.broadcastTo', [x, shape]),
  quant: MOVES_DATA,
  onnx: { opType: 'Expand' },
})
