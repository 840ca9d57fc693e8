/** @file `range` of integers, as positions are counted up to a size that is known only when the graph runs. */
import { type Dim, dimNames, subtractDims, tensorType } from '@tsfx/ir'
import { choiceAttr, dimAttr, integerAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'

/** How many numbers there are. @throws TSFX0511 where a polynomial cannot say, or a range would run the wrong way. */
function countOf(start: Dim, stop: Dim, step: number): Dim {
  const length = subtractDims(stop, start)
  if (typeof length === 'number') {
    if (length * step <= 0)
      throw badInputs({ op: 'range', problem: `${step} does not lead from ${start} to ${stop}` })
    return Math.ceil(length / step)
  }
  if (step === 1) return length
  throw badInputs({ op: 'range', problem: `step must be 1 where ${dimNames(length).join(', ')} is named` })
}

export const range = defineOp({
  name: 'range',
  summary: 'Whole numbers from a start to before a stop.',
  domain: 'float',
  inputs: {},
  attrs: {
    start: dimAttr({ doc: 'The first number.' }),
    stop: dimAttr({ doc: 'The first number that is left out.' }),
    step: integerAttr({ doc: 'What each number is more than the one before.', default: 1 }),
    dtype: choiceAttr(['float32', 'int32'], { doc: 'dtype of the result.', default: 'float32' }),
  },
  infer: ({ start, stop, step, dtype }) => tensorType(dtype, [countOf(start, stop, step)]),
  evaluate: ({ tf }, { start, stop, step, dtype }) => tf.range(start as number, stop as number, step, dtype),
  macs: 0,
  capture: [fromFunction('range', ['start', 'stop', 'step', 'dtype'])],
  print: ({ start, stop, step, dtype }) =>
    printedCall(
      'tf.range',
      [start, stop],
      [
        [step, 1],
        [dtype, 'float32'],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'makes a constant; it has no input to quantize' },
  onnx: { opType: 'Range' },
})
