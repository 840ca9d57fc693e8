/** @file `where`, with broadcasting. */
import { printType, tensorType } from '@tsfx/ir'
import { broadcastShape } from '../broadcastShape.ts'
import { fromFunction } from '../captureForm.ts'
import { castRemedy } from '../castRemedy.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

/** tfjs's chained form puts the condition second: `a.where(condition, b)`. */
const CHAINED = {
  from: 'Tensor.where',
  bind: ([a, condition, b]: readonly unknown[]) => ({ condition, a, b }),
}

export const where = defineOp({
  name: 'where',
  summary: 'a where the condition holds, otherwise b.',
  domain: 'float',
  inputs: { condition: 'tensor', a: 'tensor', b: 'tensor' },
  literalDtypes: { condition: 'bool' },
  attrs: {},
  infer({ condition, a, b }) {
    expectDtype('where', ['bool'], { condition })
    // One backend takes the dtype of a for the result and another the wider one.
    if (a.dtype !== b.dtype) {
      const [from, to] = a.dtype === 'int32' || b.dtype === 'bool' ? [b.dtype, a.dtype] : [a.dtype, b.dtype]
      throw badInputs({
        op: 'where',
        problem: `dtypes of a (${printType(a)}) and b (${printType(b)}) differ${castRemedy(from, to)}`,
      })
    }
    const shape = broadcastShape('where', broadcastShape('where', condition.shape, a.shape), b.shape)
    return tensorType(a.dtype, shape)
  },
  evaluate: ({ tf }, { condition, a, b }) => tf.where(condition, a, b),
  macs: 0,
  capture: [fromFunction('where', ['condition', 'a', 'b']), CHAINED],
  print: ({ condition, a, b }) => ({ ...printedCall('tf.where', [condition, a, b]), declaresOneType: true }),
  quant: { kind: 'floatOnly', reason: 'it has no integer kernel yet; both branches need one scale' },
  onnx: { opType: 'Where' },
})
