/** @file `norm` of vectors and matrices. Source: tfjs `norm.ts`, which sets which orders and dtypes there are. */
import { tensorType } from '@tsfx/ir'
import type { AttrSpec } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { meanAttrs, printAxes } from '../meanAttrs.ts'
import { printedCall } from '../printedCall.ts'
import { meanShape } from '../shape/mean.ts'

type Order = 'euclidean' | 'fro' | 1 | 2 | typeof Number.POSITIVE_INFINITY

const ORDERS: readonly Order[] = [
  'euclidean',
  'fro',
  1,
  2,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
]

const ordAttr: AttrSpec<Order> = {
  doc: 'Which norm: of vectors euclidean, 1, 2, Infinity or -Infinity; of matrices euclidean, fro, 1, Infinity or -Infinity.',
  default: 'euclidean',
  expects: "'euclidean', 'fro', 1, 2, Infinity or -Infinity",
  parse: (raw) => ORDERS.find((order) => order === raw),
}

/** Orders that take no square root, and so take integers too. */
const WHOLE: readonly Order[] = [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

function expectOrder(ord: Order, axis: readonly number[] | null, rank: number): void {
  if (rank === 0) return
  const problem = (text: string) => badInputs({ op: 'norm', problem: text })
  const isMatrix = axis !== null && axis.length === 2 && rank > 1
  if (axis !== null && axis.length !== 1 && !isMatrix)
    throw problem(`it runs over one or two axes, not [${axis}]`)
  if (ord === (isMatrix ? 2 : 'fro'))
    throw problem(`there is no norm ${ord} of ${isMatrix ? 'matrices' : 'vectors'}`)
  if (isMatrix && WHOLE.includes(ord) && !(axis[0]! >= 0 && axis[0]! < axis[1]!))
    throw problem(`norm ${ord} of matrices takes axes counted from 0, the smaller one first, not [${axis}]`)
}

export const norm = defineOp({
  name: 'norm',
  summary: 'Norm of the vectors or matrices that lie along axes.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { ord: ordAttr, ...meanAttrs },
  infer({ x, ord, axis, keepDims }) {
    expectDtype('norm', WHOLE.includes(ord) ? ['float32', 'int32'] : ['float32'], { x })
    expectOrder(ord, axis, x.shape.length)
    return tensorType(x.dtype, meanShape('norm', x, axis, keepDims))
  },
  evaluate: ({ tf }, { x, ord, axis, keepDims }) =>
    tf.norm(x, ord, axis === null ? undefined : axis.length === 1 ? axis[0] : [...axis], keepDims),
  macs: 0,
  capture: [
    ...positional('norm', ['x', 'ord', 'axis', 'keepDims']),
    ...positional('euclideanNorm', ['x', 'axis', 'keepDims']),
  ],
  print: ({ x, ord, axis, keepDims }) =>
    printedCall(
      'tf.norm',
      [x],
      [
        [ord, 'euclidean'],
        [printAxes(axis), null],
        [keepDims, false],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'the squares inside it need twice the bits of x' },
})
