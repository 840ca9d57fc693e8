/** @file `unsortedSegmentSum`. */
import type { Tensor1D } from '@tensorflow/tfjs-core'
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { dimAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const unsortedSegmentSum = defineOp({
  name: 'unsortedSegmentSum',
  summary: 'Sums of the rows of x that have the same segment.',
  domain: 'float',
  inputs: { x: 'tensor', segmentIds: 'tensor' },
  literalDtypes: { segmentIds: 'int32' },
  attrs: { numSegments: dimAttr({ doc: 'How many segments there are; rows of others are left out.' }) },
  infer({ x, segmentIds, numSegments }) {
    expectDtype('unsortedSegmentSum', ['int32'], { segmentIds })
    const [rows, ...rest] = x.shape
    const [count, ...more] = segmentIds.shape
    if (rows !== undefined && count !== undefined && more.length === 0 && equalDims(rows, count))
      return tensorType('float32', [numSegments, ...rest])
    throw badInputs({
      op: 'unsortedSegmentSum',
      problem: `segmentIds ${printShape(segmentIds.shape)} must be one for each row of ${printShape(x.shape)}`,
    })
  },
  evaluate: ({ tf }, { x, segmentIds, numSegments }) =>
    tf.unsortedSegmentSum(x, segmentIds as Tensor1D, numSegments as number),
  macs: 0,
  capture: positional('unsortedSegmentSum', ['x', 'segmentIds', 'numSegments']),
  print: ({ x, segmentIds, numSegments }) =>
    printedCall('tf.unsortedSegmentSum', [x, segmentIds, numSegments]),
  quant: { kind: 'floatOnly', reason: 'adds up by index; no integer kernel yet' },
})
