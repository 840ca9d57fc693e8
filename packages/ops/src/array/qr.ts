/** @file `linalg.qr`. */
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { booleanAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const qr = defineOp({
  name: 'qr',
  summary: 'Matrices as products of an orthogonal and an upper triangular one; [q, r].',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    fullMatrices: booleanAttr({ doc: 'Whether q is square for a matrix that is not.', default: false }),
  },
  infer({ x, fullMatrices }) {
    expectFloat('qr', { x })
    const [rows, columns] = x.shape.slice(-2)
    const known = typeof rows === 'number' && typeof columns === 'number'
    // tfjs gives factors of a batch of matrices the shape of x.
    if (!known || (x.shape.length > 2 && !equalDims(rows, columns))) {
      throw badInputs({
        op: 'qr',
        problem: `x must be a matrix, or a batch of square ones, of known size, not ${printShape(x.shape)}`,
      })
    }
    const batch = x.shape.slice(0, -2)
    const inner = fullMatrices ? rows : Math.min(rows, columns)
    const items = [
      [rows, inner],
      [inner, columns],
    ].map((matrix) => tensorType('float32', [...batch, ...matrix]))
    return { kind: 'tuple', items }
  },
  evaluate: ({ tf }, { x, fullMatrices }) => tf.linalg.qr(x, fullMatrices),
  capture: [fromFunction('linalg.qr', ['x', 'fullMatrices'])],
  print: ({ x, fullMatrices }) => printedCall('tf.linalg.qr', [x], [[fullMatrices, false]]),
  quant: { kind: 'floatOnly', reason: 'divides by norms; no integer kernel yet' },
})
