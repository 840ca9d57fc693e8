/** @file `linalg.bandPart`. */
import { printShape } from '@tsfx/ir'
import { integerAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'
import { MOVES_DATA } from './movesData.ts'

export const bandPart = defineOp({
  name: 'bandPart',
  summary: 'Matrices with 0 outside a band about the diagonal.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    numLower: integerAttr({ doc: 'How many diagonals stay below the main one; all when negative.' }),
    numUpper: integerAttr({ doc: 'How many diagonals stay above the main one; all when negative.' }),
  },
  infer({ x, numLower, numUpper }) {
    const [rows, columns] = x.shape.slice(-2)
    const beyond = (count: number, size: unknown) => typeof size === 'number' && count > size
    if (x.shape.length >= 2 && !beyond(numLower, rows) && !beyond(numUpper, columns)) return x
    throw badInputs({
      op: 'bandPart',
      problem: `${printShape(x.shape)} does not have ${numLower} diagonals below and ${numUpper} above the main one`,
    })
  },
  evaluate: ({ tf }, { x, numLower, numUpper }) => tf.linalg.bandPart(x, numLower, numUpper),
  macs: 0,
  capture: [fromFunction('linalg.bandPart', ['x', 'numLower', 'numUpper'])],
  print: ({ x, numLower, numUpper }) => printedCall('tf.linalg.bandPart', [x, numLower, numUpper]),
  quant: MOVES_DATA,
})
