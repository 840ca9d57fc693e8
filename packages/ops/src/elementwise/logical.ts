/** @file Logic on two tensors of bools, with broadcasting. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { broadcastShape } from '../broadcastShape.ts'
import { positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

interface Logical {
  readonly name: 'logicalAnd' | 'logicalOr' | 'logicalXor'
  readonly summary: string
  readonly onnx: string
}

const table: readonly Logical[] = [
  { name: 'logicalAnd', summary: 'Whether a and b hold.', onnx: 'And' },
  { name: 'logicalOr', summary: 'Whether a or b holds.', onnx: 'Or' },
  { name: 'logicalXor', summary: 'Whether exactly one of a and b holds.', onnx: 'Xor' },
]

const logicalOp = ({ name, summary, onnx }: Logical): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { a: 'tensor', b: 'tensor' },
    literalDtypes: { a: 'bool', b: 'bool' },
    attrs: {},
    infer({ a, b }) {
      expectDtype(name, ['bool'], { a, b })
      return tensorType('bool', broadcastShape(name, a.shape, b.shape))
    },
    evaluate: ({ tf }, { a, b }) => (tf[name] as (a: Tensor, b: Tensor) => Tensor)(a, b),
    macs: 0,
    capture: positional(name, ['a', 'b']),
    print: ({ a, b }) => printedCall(`tf.${name}`, [a, b]),
    quant: { kind: 'floatOnly', reason: 'its operands are truth values, not reals' },
    onnx: { opType: onnx },
  })

export const logical: readonly Op[] = table.map(logicalOp)
