/** @file `localResponseNormalization` over channels. */
import { printShape } from '@tsfx/ir'
import { integerAttr, numberAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const localResponseNormalization = defineOp({
  name: 'localResponseNormalization',
  summary: 'x / (base + alpha * sum of squares of the nearby channels) ** beta.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    depthRadius: integerAttr({ doc: 'How many channels on each side are nearby.', default: 5 }),
    base: numberAttr({ doc: 'Keeps the divisor from 0.', default: 1 }),
    alpha: numberAttr({ doc: 'Weight of the sum.', default: 1 }),
    beta: numberAttr({ doc: 'Exponent of the divisor.', default: 0.5 }),
  },
  infer({ x }) {
    expectFloat('localResponseNormalization', { x })
    if (x.shape.length !== 3 && x.shape.length !== 4) {
      const problem = `x must be [N, H, W, C] or [H, W, C], not ${printShape(x.shape)}`
      throw badInputs({ op: 'localResponseNormalization', problem })
    }
    return x
  },
  evaluate: ({ tf }, { x, depthRadius, base, alpha, beta }) =>
    tf.localResponseNormalization(x as never, depthRadius, base, alpha, beta),
  macs: 0,
  capture: positional('localResponseNormalization', ['x', 'depthRadius', 'base', 'alpha', 'beta']),
  print: ({ x, depthRadius, base, alpha, beta }) =>
    printedCall(
      'tf.localResponseNormalization',
      [x],
      [
        [depthRadius, 5],
        [base, 1],
        [alpha, 1],
        [beta, 0.5],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'the squares inside it need twice the bits of x' },
  onnx: { opType: 'LRN' },
})
