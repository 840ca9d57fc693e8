/** @file `q.reshape`: the same 8-bit values in another shape. */
import { tensorType } from '@tsfx/ir'
import { shapeAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { reshapeShape } from '../shape/reshape.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerReshape = defineOp({
  name: 'q.reshape',
  summary: 'The same 8-bit values in another shape.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: { shape: shapeAttr({ doc: 'The new shape; one entry may be -1, which stands for what is left.' }) },
  infer({ x, shape }) {
    expectQuantized('q.reshape', { x })
    return tensorType(x.dtype, reshapeShape('q.reshape', x, shape), x.q)
  },
  evaluate: ({ q }, { x, shape }) => q.reshape(quantizedInput('q.reshape', x), shape as readonly number[]),
  macs: 0,
  capture: [],
  print: ({ x, shape }) => printedCall('q.reshape', [x, shape]),
})
