/** @file `q.flatten`: everything but the rows in one axis, in 8 bits. */
import { tensorType } from '@tsfx/ir'
import { dimAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { flattenShape } from '../shape/reshape.ts'
import { quantizedInput } from './quantizedInput.ts'

export const integerFlatten = defineOp({
  name: 'q.flatten',
  summary: '[N, ...] as [N, features], in 8 bits.',
  domain: 'integer',
  inputs: { x: 'tensor' },
  attrs: { rows: dimAttr({ doc: 'Size of the first axis, which stays.' }) },
  infer({ x, rows }) {
    expectQuantized('q.flatten', { x })
    return tensorType(x.dtype, flattenShape('q.flatten', x, rows), x.q)
  },
  evaluate: ({ q }, { x }) => q.flatten(quantizedInput('q.flatten', x)),
  macs: 0,
  capture: [],
  print: ({ x }) => printedCall('q.flatten', [x]),
})
