/** @file `dropout`: each value is 0 with probability `rate`, the others grow by `1 / (1 - rate)`. */
import { numberAttr, optionalNumberAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

const NO_NOISE_SHAPE = { name: 'noiseShape', only: undefined }

export const dropout = defineOp({
  name: 'dropout',
  summary: 'Random values set to 0, for training.',
  domain: 'float',
  pure: false,
  inputs: { x: 'tensor' },
  attrs: {
    rate: numberAttr({ doc: 'Probability of a value to become 0, in 0..1.' }),
    seed: optionalNumberAttr({ doc: 'Start of the random sequence; without one each run differs.' }),
  },
  infer({ x, rate }) {
    expectFloat('dropout', { x })
    if (!(rate >= 0 && rate < 1))
      throw badInputs({ op: 'dropout', problem: `rate must be at least 0 and below 1, not ${rate}` })
    return x
  },
  evaluate: ({ tf }, { x, rate, seed }) => tf.dropout(x, rate, undefined, seed ?? undefined),
  macs: 0,
  capture: [fromFunction('dropout', ['x', 'rate', NO_NOISE_SHAPE, 'seed'])],
  print: ({ x, rate, seed }) =>
    printedCall(
      'tf.dropout',
      [x, rate],
      [
        [undefined, undefined],
        [seed, null],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'removed before quantization' },
})
