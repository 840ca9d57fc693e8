/** @file Comparisons of two tensors, with broadcasting: each gives bools. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { broadcastType } from '../broadcastType.ts'
import { positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import type { PairName } from './binaryMath.ts'

interface Comparison {
  readonly name: PairName
  readonly sign: string
  readonly commutative?: true
  readonly onnx: string | null
}

const table: readonly Comparison[] = [
  { name: 'equal', sign: '=', commutative: true, onnx: 'Equal' },
  { name: 'notEqual', sign: '!=', commutative: true, onnx: null },
  { name: 'greater', sign: '>', onnx: 'Greater' },
  { name: 'greaterEqual', sign: '>=', onnx: 'GreaterOrEqual' },
  { name: 'less', sign: '<', onnx: 'Less' },
  { name: 'lessEqual', sign: '<=', onnx: 'LessOrEqual' },
]

const comparisonOp = ({ name, sign, commutative, onnx }: Comparison): Op =>
  defineOp({
    name,
    summary: `Whether a ${sign} b.`,
    domain: 'float',
    ...(commutative && { commutative: ['a', 'b'] as const }),
    inputs: { a: 'tensor', b: 'tensor' },
    attrs: {},
    infer: ({ a, b }) => tensorType('bool', broadcastType(name, a, b).shape),
    evaluate: ({ tf }, { a, b }) => (tf[name] as (a: Tensor, b: Tensor) => Tensor)(a, b),
    macs: 0,
    capture: positional(name, ['a', 'b']),
    print: ({ a, b }) => printedCall(`tf.${name}`, [a, b]),
    quant: { kind: 'floatOnly', reason: 'a rounding step would move values across the comparison' },
    onnx: onnx === null ? null : { opType: onnx },
  })

export const comparisons: readonly Op[] = table.map(comparisonOp)
