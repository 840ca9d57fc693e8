/** @file `signal.frame`: overlapping pieces of a signal. */
import { tensorType } from '@tsfx/ir'
import { booleanAttr, integerAttr, numberAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat, expectRank } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const frame = defineOp({
  name: 'frame',
  summary: 'Pieces of a signal, one beginning after each step, as rows.',
  domain: 'float',
  inputs: { signal: 'tensor' },
  attrs: {
    frameLength: integerAttr({ doc: 'Values in each piece.' }),
    frameStep: integerAttr({ doc: 'Values between the beginnings of two pieces.' }),
    padEnd: booleanAttr({
      doc: 'Whether pieces may reach over the end, where they are filled.',
      default: false,
    }),
    padValue: numberAttr({ doc: 'What they are filled with.', default: 0 }),
  },
  infer({ signal, frameLength, frameStep, padEnd }) {
    expectFloat('frame', { signal })
    expectRank('frame', 'signal', signal, '[N]')
    const [size] = signal.shape
    if (typeof size !== 'number')
      throw badInputs({ op: 'frame', problem: `the length of signal must be a number, not ${size}` })
    if (frameLength < 1 || frameStep < 1)
      throw badInputs({ op: 'frame', problem: 'frameLength and frameStep must be positive' })
    const whole = Math.max(0, Math.floor((size - frameLength) / frameStep) + 1)
    return tensorType('float32', [padEnd ? Math.ceil(size / frameStep) : whole, frameLength])
  },
  evaluate: ({ tf }, { signal, frameLength, frameStep, padEnd, padValue }) =>
    tf.signal.frame(signal as never, frameLength, frameStep, padEnd, padValue),
  macs: 0,
  capture: [fromFunction('signal.frame', ['signal', 'frameLength', 'frameStep', 'padEnd', 'padValue'])],
  print: ({ signal, frameLength, frameStep, padEnd, padValue }) =>
    printedCall(
      'tf.signal.frame',
      [signal, frameLength, frameStep],
      [
        [padEnd, false],
        [padValue, 0],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'it has no integer kernel yet' },
})
