/** @file `image.threshold`: an image in black and white. */
import type { Tensor3D } from '@tensorflow/tfjs-core'
import { printShape, tensorType } from '@tsfx/ir'
import { booleanAttr, choiceAttr, numberAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const threshold = defineOp({
  name: 'threshold',
  summary: 'Pixels of an image above a value as 255, the others as 0.',
  domain: 'float',
  inputs: { image: 'tensor' },
  attrs: {
    method: choiceAttr(['binary', 'otsu'], {
      doc: 'Whether the value is given, or found from the histogram.',
      default: 'binary',
    }),
    inverted: booleanAttr({ doc: 'Whether the pixels above become 0.', default: false }),
    threshValue: numberAttr({ doc: 'The value as a share of 255, for binary.', default: 0.5 }),
  },
  infer({ image }) {
    expectDtype('threshold', ['float32', 'int32'], { image })
    const [height, width, channels, ...more] = image.shape
    if ((channels === 1 || channels === 3) && more.length === 0)
      return tensorType('int32', [height!, width!, 1])
    throw badInputs({
      op: 'threshold',
      problem: `image must be [H, W, 1] or [H, W, 3], not ${printShape(image.shape)}`,
    })
  },
  evaluate: ({ tf }, { image, method, inverted, threshValue }) =>
    tf.image.threshold(image as Tensor3D, method, inverted, threshValue),
  capture: [fromFunction('image.threshold', ['image', 'method', 'inverted', 'threshValue'])],
  print: ({ image, method, inverted, threshValue }) =>
    printedCall(
      'tf.image.threshold',
      [image],
      [
        [method, 'binary'],
        [inverted, false],
        [threshValue, 0.5],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'its result holds black and white, not reals' },
})
