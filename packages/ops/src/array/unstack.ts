/** @file `unstack`: x along an axis, one tensor for each index. */
import { tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectAxis } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { axisAttr } from './arrayAttrs.ts'
import { MOVES_DATA } from './movesData.ts'

export const unstack = defineOp({
  name: 'unstack',
  summary: 'One tensor for each index of an axis; a list.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { axis: axisAttr('Axis that is taken apart; from the end when negative.') },
  infer({ x, axis }) {
    const along = expectAxis('unstack', axis, x.shape.length)
    const count = x.shape[along]!
    if (typeof count !== 'number') {
      throw badInputs({
        op: 'unstack',
        problem: `the number of results must not vary, but axis ${along} of x is ${count}`,
      })
    }
    const item = tensorType(
      x.dtype,
      x.shape.filter((_, i) => i !== along),
    )
    return { kind: 'tuple', items: new Array(count).fill(item) }
  },
  evaluate: ({ tf }, { x, axis }) => tf.unstack(x, axis),
  macs: 0,
  capture: positional('unstack', ['x', 'axis']),
  print: ({ x, axis }) => printedCall('tf.unstack', [x], [[axis, 0]]),
  quant: MOVES_DATA,
  // ONNX has a Split and Squeeze for each.
  onnx: null,
})
