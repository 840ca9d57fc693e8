/** @file `searchSorted`, which `lowerBound` and `upperBound` are. */
import { type Dim, equalDims, printShape, productOfDims, tensorType } from '@tsfx/ir'
import { choiceAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

/** `[..., size]` as tfjs takes it: `[rows, size]`. */
const asRows = (shape: readonly Dim[]): [Dim, Dim] => [productOfDims(shape.slice(0, -1)), shape.at(-1)!]

export const searchSorted = defineOp({
  name: 'searchSorted',
  summary: 'Where each value would stand in the sorted sequence of its row, as [rows, values].',
  domain: 'float',
  inputs: { sortedSequence: 'tensor', values: 'tensor' },
  attrs: {
    side: choiceAttr(['left', 'right'], { doc: 'Before or behind equal values.', default: 'left' }),
  },
  infer({ sortedSequence, values }) {
    expectDtype('searchSorted', [sortedSequence.dtype], { values })
    const shape = values.shape.length > 0 ? asRows(values.shape) : null
    if (shape && sortedSequence.shape.length > 0 && equalDims(asRows(sortedSequence.shape)[0], shape[0]))
      return tensorType('int32', shape)
    throw badInputs({
      op: 'searchSorted',
      problem: `sortedSequence ${printShape(sortedSequence.shape)} and values ${printShape(values.shape)} must have as many rows`,
    })
  },
  evaluate: ({ tf }, { sortedSequence, values, side }) => tf.searchSorted(sortedSequence, values, side),
  macs: 0,
  capture: [
    fromFunction('searchSorted', ['sortedSequence', 'values', 'side']),
    {
      from: 'tf.lowerBound',
      bind: ([sortedSequence, values]) => ({ sortedSequence, values, side: 'left' }),
    },
    {
      from: 'tf.upperBound',
      bind: ([sortedSequence, values]) => ({ sortedSequence, values, side: 'right' }),
    },
  ],
  print: ({ sortedSequence, values, side }) =>
    printedCall('tf.searchSorted', [sortedSequence, values], [[side, 'left']]),
  quant: { kind: 'floatOnly', reason: 'compares with a sequence; no integer kernel yet' },
})
