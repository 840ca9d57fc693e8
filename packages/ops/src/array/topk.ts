/** @file `topk`. */
import { printShape, tensorType } from '@tsfx/ir'
import { booleanAttr, integerAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'

export const topk = defineOp({
  name: 'topk',
  summary: 'The k largest values along the last axis, with their indices; { values, indices }.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    k: integerAttr({ doc: 'How many are taken.', default: 1 }),
    sorted: booleanAttr({ doc: 'Whether the largest stands first.', default: true }),
  },
  infer({ x, k }) {
    const last = x.shape.at(-1)
    if (last === undefined || k < 0 || (typeof last === 'number' && k > last))
      throw badInputs({
        op: 'topk',
        problem: `there are no ${k} values along the last axis of ${printShape(x.shape)}`,
      })
    const shape = [...x.shape.slice(0, -1), k]
    return {
      kind: 'record',
      fields: { values: tensorType(x.dtype, shape), indices: tensorType('int32', shape) },
    }
  },
  evaluate: ({ tf }, { x, k, sorted }) => tf.topk(x, k, sorted),
  macs: 0,
  capture: positional('topk', ['x', 'k', 'sorted']),
  print: ({ x, k, sorted }) =>
    printedCall(
      'tf.topk',
      [x],
      [
        [k, 1],
        [sorted, true],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'sorts values; no integer kernel yet' },
  onnx: { opType: 'TopK' },
})
