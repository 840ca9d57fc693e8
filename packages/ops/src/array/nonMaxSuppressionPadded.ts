/** @file `image.nonMaxSuppressionPadded`, with padding: without it, how many boxes are left depends on their values. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { booleanAttr, integerAttr, numberAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

const NAME = 'nonMaxSuppressionPadded'

export const nonMaxSuppressionPadded = defineOp({
  name: NAME,
  summary: 'Indices of the best boxes that overlap little, padded; { selectedIndices, validOutputs }.',
  domain: 'float',
  inputs: { boxes: 'tensor', scores: 'tensor' },
  attrs: {
    maxOutputSize: integerAttr({ doc: 'How many indices there are at most.' }),
    iouThreshold: numberAttr({ doc: 'Overlap above which a box is left out, in 0..1.', default: 0.5 }),
    scoreThreshold: numberAttr({
      doc: 'Score below which a box is left out.',
      default: Number.NEGATIVE_INFINITY,
    }),
    padToMaxOutputSize: booleanAttr({ doc: 'Whether indices are filled up with 0.', default: false }),
  },
  infer({ boxes, scores, maxOutputSize, padToMaxOutputSize }) {
    expectFloat(NAME, { boxes, scores })
    const [count, edges, ...more] = boxes.shape
    const fits =
      edges === 4 && more.length === 0 && scores.shape.length === 1 && equalDims(scores.shape[0]!, count!)
    if (!fits || typeof count !== 'number') {
      throw badInputs({
        op: NAME,
        problem: `boxes must be [boxes, 4] and scores [boxes], a number of boxes, not ${printShape(boxes.shape)} and ${printShape(scores.shape)}`,
      })
    }
    if (!padToMaxOutputSize) {
      const problem = 'how many boxes are left depends on their values; give padToMaxOutputSize'
      throw badInputs({ op: NAME, problem })
    }
    return {
      kind: 'record',
      fields: {
        selectedIndices: tensorType('int32', [Math.min(maxOutputSize, count)]),
        validOutputs: tensorType('int32', []),
      },
    }
  },
  evaluate: ({ tf }, { boxes, scores, maxOutputSize, iouThreshold, scoreThreshold, padToMaxOutputSize }) => {
    const result = tf.image.nonMaxSuppressionPadded(
      boxes as Tensor2D,
      scores as Tensor1D,
      maxOutputSize,
      iouThreshold,
      scoreThreshold,
      padToMaxOutputSize,
    )
    return { selectedIndices: result.selectedIndices!, validOutputs: result.validOutputs! }
  },
  capture: [
    fromFunction(`image.${NAME}`, [
      'boxes',
      'scores',
      'maxOutputSize',
      'iouThreshold',
      'scoreThreshold',
      'padToMaxOutputSize',
    ]),
  ],
  print: ({ boxes, scores, maxOutputSize, iouThreshold, scoreThreshold, padToMaxOutputSize }) =>
    printedCall(
      `tf.image.${NAME}`,
      [boxes, scores, maxOutputSize],
      [
        [iouThreshold, 0.5],
        [scoreThreshold, Number.NEGATIVE_INFINITY],
        [padToMaxOutputSize, false],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'its result holds indices, not reals' },
})
