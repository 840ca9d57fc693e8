/** @file `slice`: a block of x. */
import { tensorType } from '@tsfx/ir'
import { shapeAttr } from '../attr.ts'
import type { CaptureForm } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { sliceShape } from '../shape/slice.ts'
import { MOVES_DATA } from './movesData.ts'
import { rankOf } from './rankOf.ts'

/** tfjs takes a number for the first axis, and fewer entries than axes. */
function forEachAxis(given: unknown, rank: number, rest: number): unknown {
  const entries = given === undefined || given === null ? [] : typeof given === 'number' ? [given] : given
  if (!Array.isArray(entries) || entries.length >= rank) return entries
  return [...entries, ...new Array<number>(rank - entries.length).fill(rest)]
}

const bind: CaptureForm['bind'] = ([x, begin, size]) => ({
  x,
  begin: forEachAxis(begin, rankOf(x), 0),
  size: forEachAxis(size, rankOf(x), -1),
})

export const slice = defineOp({
  name: 'slice',
  summary: 'A block of x, given by where it begins and its size.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    begin: shapeAttr({ doc: 'First index taken, for each axis.' }),
    size: shapeAttr({ doc: 'How many are taken, for each axis; -1 for all from begin on.' }),
  },
  infer: ({ x, begin, size }) => tensorType(x.dtype, sliceShape('slice', x, begin, size)),
  evaluate: ({ tf }, { x, begin, size }) => tf.slice(x, [...begin] as number[], [...size] as number[]),
  macs: 0,
  capture: ['tf.slice', 'tf.slice1d', 'tf.slice2d', 'tf.slice3d', 'tf.slice4d', 'Tensor.slice'].map(
    (from) => ({
      from,
      bind,
    }),
  ),
  print: ({ x, begin, size }) => printedCall('tf.slice', [x, begin], [[size, size.map(() => -1)]]),
  quant: MOVES_DATA,
  onnx: { opType: 'Slice' },
})
