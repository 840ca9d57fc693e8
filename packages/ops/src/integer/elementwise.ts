/** @file What `q.add` and `q.mul` share: two 8-bit values with broadcasting, an activation, requantization. */
import { activationAttr, outputAttr } from '../attr.ts'
import { broadcastShape } from '../broadcastShape.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { printedRecordCall } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { quantizedInput } from './quantizedInput.ts'

/** An element-wise integer op; `kernel` is its method of `QuantizedOps`, and `q.` before it its name. */
export function elementwise(kernel: 'add' | 'mul', summary: string): Op {
  const name = `q.${kernel}`
  return defineOp({
    name,
    summary,
    domain: 'integer',
    // In every rounding mode each operand is scaled by itself, or the product is exact before it is scaled.
    commutative: ['a', 'b'],
    inputs: { a: 'tensor', b: 'tensor' },
    attrs: {
      activation: activationAttr({ doc: 'Applied to the result.' }),
      output: outputAttr({ doc: 'Quantization parameters of the result.' }),
    },
    infer({ a, b, output }) {
      expectQuantized(name, { a, b })
      return quantizedType(broadcastShape(name, a.shape, b.shape), output)
    },
    evaluate: ({ q }, { a, b, activation, output }) =>
      q[kernel](quantizedInput(name, a), quantizedInput(name, b), {
        output,
        activation: activation ?? undefined,
      }),
    macs: 0,
    capture: [],
    print: ({ a, b, activation, output }) =>
      printedRecordCall(name, { activation, output: printOutput(output) }, {}, [a, b]),
  })
}
