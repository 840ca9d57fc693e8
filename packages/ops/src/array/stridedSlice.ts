/** @file `stridedSlice`: what Python writes as `x[1:-1, ::2, ..., None, 0]`. */
import { tensorType } from '@tsfx/ir'
import { integerAttr, shapeAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { stridedSliceShape } from '../shape/stridedSlice.ts'
import { integerListAttr } from './arrayAttrs.ts'
import { captureWith } from './captureWith.ts'
import { MOVES_DATA } from './movesData.ts'

const mask = (doc: string) => integerAttr({ doc: `Bits, one for each entry: ${doc}.`, default: 0 })
const MASKS = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask']

export const stridedSlice = defineOp({
  name: 'stridedSlice',
  summary: 'Every so many values of each axis, from one to another.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    begin: shapeAttr({ doc: 'First index, for each entry; from the end when negative.' }),
    end: shapeAttr({ doc: 'Index behind the last, for each entry; from the end when negative.' }),
    strides: integerListAttr('Distance from one index to the next, for each entry.'),
    beginMask: mask('begins where x does'),
    endMask: mask('ends where x does'),
    ellipsisMask: mask('stands for all axes without an entry'),
    newAxisMask: mask('a new axis of size 1'),
    shrinkAxisMask: mask('one index, whose axis goes'),
  },
  infer: ({ x, ...slice }) => tensorType(x.dtype, stridedSliceShape('stridedSlice', x, slice)),
  evaluate: ({ tf }, { x, begin, end, strides, ...masks }) =>
    tf.stridedSlice(
      x,
      [...begin] as number[],
      [...end] as number[],
      [...strides],
      masks.beginMask,
      masks.endMask,
      masks.ellipsisMask,
      masks.newAxisMask,
      masks.shrinkAxisMask,
    ),
  macs: 0,
  capture: captureWith('stridedSlice', ['x', 'begin', 'end', 'strides', ...MASKS], (bound) => ({
    ...bound,
    strides: bound.strides ?? (bound.begin as readonly number[]).map(() => 1),
  })),
  print: ({ x, begin, end, strides, ...masks }) =>
    printedCall(
      'tf.stridedSlice',
      [x, begin, end],
      [
        [strides, strides.map(() => 1)],
        [masks.beginMask, 0],
        [masks.endMask, 0],
        [masks.ellipsisMask, 0],
        [masks.newAxisMask, 0],
        [masks.shrinkAxisMask, 0],
      ],
    ),
  quant: MOVES_DATA,
  onnx: { opType: 'Slice' },
})
