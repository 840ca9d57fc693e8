/** @file `oneHot`. */
import { tensorType } from '@tsfx/ir'
import { choiceAttr, dimAttr, numberAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const oneHot = defineOp({
  name: 'oneHot',
  summary: 'For each index a row that differs in the place of the index.',
  domain: 'float',
  inputs: { indices: 'tensor' },
  literalDtypes: { indices: 'int32' },
  attrs: {
    depth: dimAttr({ doc: 'Length of a row.' }),
    onValue: numberAttr({ doc: 'The value in the place of the index.', default: 1 }),
    offValue: numberAttr({ doc: 'The value in the other places.', default: 0 }),
    dtype: choiceAttr(['int32', 'float32', 'bool'], { doc: 'dtype of the result.', default: 'int32' }),
  },
  infer({ indices, depth, dtype }) {
    expectDtype('oneHot', ['int32'], { indices })
    if (typeof depth === 'number' && depth < 2)
      throw badInputs({ op: 'oneHot', problem: `depth must be at least 2, not ${depth}` })
    return tensorType(dtype, [...indices.shape, depth])
  },
  evaluate: ({ tf }, { indices, depth, onValue, offValue, dtype }) =>
    tf.oneHot(indices, depth as number, onValue, offValue, dtype),
  macs: 0,
  capture: positional('oneHot', ['indices', 'depth', 'onValue', 'offValue', 'dtype']),
  print: ({ indices, depth, onValue, offValue, dtype }) =>
    printedCall(
      'tf.oneHot',
      [indices, depth],
      [
        [onValue, 1],
        [offValue, 0],
        [dtype, 'int32'],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'its input holds indices, not reals' },
  onnx: { opType: 'OneHot' },
})
