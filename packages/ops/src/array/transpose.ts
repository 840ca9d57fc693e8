/** @file `transpose`. */
import { printShape, tensorType } from '@tsfx/ir'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'
import { integerListAttr } from './arrayAttrs.ts'
import { captureWith } from './captureWith.ts'
import { MOVES_DATA } from './movesData.ts'
import { rankOf } from './rankOf.ts'

const reversed = (rank: number): number[] => Array.from({ length: rank }, (_, i) => rank - 1 - i)

export const transpose = defineOp({
  name: 'transpose',
  summary: 'The axes in another order.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { perm: integerListAttr('For each axis of the result, the axis of x that it is.') },
  infer({ x, perm }) {
    if ([...perm].sort((a, b) => a - b).join() !== [...x.shape.keys()].join()) {
      throw badInputs({
        op: 'transpose',
        problem: `perm [${perm}] must name each axis of ${printShape(x.shape)} once`,
      })
    }
    return tensorType(
      x.dtype,
      perm.map((axis) => x.shape[axis]!),
    )
  },
  evaluate: ({ tf }, { x, perm }) => tf.transpose(x, [...perm]),
  macs: 0,
  capture: captureWith('transpose', ['x', 'perm', { name: 'conjugate', only: false }], ({ x, perm }) => ({
    x,
    perm: perm ?? reversed(rankOf(x)),
  })),
  print: ({ x, perm }) => printedCall('tf.transpose', [x], [[perm, reversed(perm.length)]]),
  quant: MOVES_DATA,
  onnx: { opType: 'Transpose' },
})
