/** @file `spaceToBatchND` and `batchToSpaceND`. */
import { tensorType } from '@tsfx/ir'
import { type PadPairs, padPairsAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { batchToSpaceShape, spaceToBatchShape } from '../shape/spaceToBatch.ts'
import { integerListAttr } from './arrayAttrs.ts'
import { MOVES_DATA } from './movesData.ts'

const blockShape = integerListAttr('Size of a block in values, for each axis after the first.')
const mutable = (pairs: PadPairs): number[][] => pairs.map((pair) => [...pair])

export const spaceToBatchND = defineOp({
  name: 'spaceToBatchND',
  summary: 'Values of each block into the batch, after padding with 0.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    blockShape,
    paddings: padPairsAttr({ doc: 'How many zeros to add [before, after], for each axis of blocks.' }),
  },
  infer: ({ x, blockShape, paddings }) =>
    tensorType(x.dtype, spaceToBatchShape('spaceToBatchND', x, blockShape, paddings)),
  evaluate: ({ tf }, { x, blockShape, paddings }) => tf.spaceToBatchND(x, [...blockShape], mutable(paddings)),
  macs: 0,
  capture: positional('spaceToBatchND', ['x', 'blockShape', 'paddings']),
  print: ({ x, blockShape, paddings }) => printedCall('tf.spaceToBatchND', [x, blockShape, paddings]),
  quant: MOVES_DATA,
})

export const batchToSpaceND = defineOp({
  name: 'batchToSpaceND',
  summary: 'Values of the batch into blocks, then cropped: the inverse of spaceToBatchND.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    blockShape,
    crops: padPairsAttr({ doc: 'How many values to take off [before, after], for each axis of blocks.' }),
  },
  infer: ({ x, blockShape, crops }) =>
    tensorType(x.dtype, batchToSpaceShape('batchToSpaceND', x, blockShape, crops)),
  evaluate: ({ tf }, { x, blockShape, crops }) => tf.batchToSpaceND(x, [...blockShape], mutable(crops)),
  macs: 0,
  capture: positional('batchToSpaceND', ['x', 'blockShape', 'crops']),
  print: ({ x, blockShape, crops }) => printedCall('tf.batchToSpaceND', [x, blockShape, crops]),
  quant: MOVES_DATA,
})
