/** @file `math.confusionMatrix`. */
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { integerAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype, expectRank } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const confusionMatrix = defineOp({
  name: 'confusionMatrix',
  summary: 'How often each class (row) is predicted as each class (column).',
  domain: 'float',
  inputs: { labels: 'tensor', predictions: 'tensor' },
  attrs: { numClasses: integerAttr({ doc: 'Number of classes.' }) },
  infer({ labels, predictions, numClasses }) {
    for (const [name, type] of Object.entries({ labels, predictions })) {
      expectDtype('confusionMatrix', ['float32', 'int32'], { [name]: type })
      expectRank('confusionMatrix', name, type, '[N]')
    }
    if (!equalDims(labels.shape[0]!, predictions.shape[0]!)) {
      const problem = `labels ${printShape(labels.shape)} and predictions ${printShape(predictions.shape)} differ`
      throw badInputs({ op: 'confusionMatrix', problem })
    }
    return tensorType('int32', [numClasses, numClasses])
  },
  evaluate: ({ tf }, { labels, predictions, numClasses }) =>
    tf.math.confusionMatrix(labels as never, predictions as never, numClasses),
  macs: 0,
  capture: [fromFunction('math.confusionMatrix', ['labels', 'predictions', 'numClasses'])],
  print: ({ labels, predictions, numClasses }) =>
    printedCall('tf.math.confusionMatrix', [labels, predictions, numClasses]),
  quant: { kind: 'floatOnly', reason: 'it counts classes, which are no reals' },
})
