/** @file `linalg.gramSchmidt` of the rows of a matrix. */
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { printShape } from '@tsfx/ir'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const gramSchmidt = defineOp({
  name: 'gramSchmidt',
  summary: 'The rows of a matrix, made orthonormal.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer({ x }) {
    expectFloat('gramSchmidt', { x })
    const [rows, columns, ...more] = x.shape
    const isMatrix = rows !== undefined && columns !== undefined && more.length === 0
    // Each row is made in turn, so how much is computed must be known.
    if (isMatrix && typeof rows === 'number' && !(typeof columns === 'number' && rows > columns)) return x
    throw badInputs({
      op: 'gramSchmidt',
      problem: `x must be a matrix with a number of rows, and no fewer columns, not ${printShape(x.shape)}`,
    })
  },
  evaluate: ({ tf }, { x }) => tf.linalg.gramSchmidt(x as Tensor2D) as Tensor2D,
  capture: [
    // A list of vectors is captured in parts.
    { from: 'tf.linalg.gramSchmidt', bind: ([x]) => (Array.isArray(x) ? null : { x }) },
  ],
  print: ({ x }) => printedCall('tf.linalg.gramSchmidt', [x]),
  quant: { kind: 'floatOnly', reason: 'divides by norms; no integer kernel yet' },
})
