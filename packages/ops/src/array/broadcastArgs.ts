/** @file `broadcastArgs`: the shape that two shapes, given as tensors, broadcast to. */
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const broadcastArgs = defineOp({
  name: 'broadcastArgs',
  summary: 'The shape that two shapes broadcast to; shapes as tensors.',
  domain: 'float',
  inputs: { s0: 'tensor', s1: 'tensor' },
  literalDtypes: { s0: 'int32', s1: 'int32' },
  attrs: {},
  infer({ s0, s1 }) {
    expectDtype('broadcastArgs', ['int32'], { s0, s1 })
    const [[a, ...moreA], [b, ...moreB]] = [s0.shape, s1.shape]
    const known = a !== undefined && b !== undefined && moreA.length + moreB.length === 0
    if (known && equalDims(a, b)) return tensorType('int32', [a])
    if (known && typeof a === 'number' && typeof b === 'number') return tensorType('int32', [Math.max(a, b)])
    throw badInputs({
      op: 'broadcastArgs',
      problem: `s0 and s1 must be vectors of known lengths, not ${printShape(s0.shape)} and ${printShape(s1.shape)}`,
    })
  },
  evaluate: ({ tf }, { s0, s1 }) => tf.broadcastArgs(s0, s1),
  macs: 0,
  capture: [fromFunction('broadcastArgs', ['s0', 's1'])],
  print: ({ s0, s1 }) => printedCall('tf.broadcastArgs', [s0, s1]),
  quant: { kind: 'floatOnly', reason: 'its values are sizes, not reals' },
})
