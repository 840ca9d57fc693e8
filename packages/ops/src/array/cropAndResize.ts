/** @file `image.cropAndResize`: what region proposals are cut out with. */
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { choiceAttr, numberAttr, pairAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype, expectFloat, expectRank } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

export const cropAndResize = defineOp({
  name: 'cropAndResize',
  summary: 'Boxes of images, each at one size.',
  domain: 'float',
  inputs: { image: 'tensor', boxes: 'tensor', boxInd: 'tensor' },
  literalDtypes: { boxInd: 'int32' },
  attrs: {
    cropSize: pairAttr({ doc: 'Size of each crop in pixels, [height, width].' }),
    method: choiceAttr(['bilinear', 'nearest'], {
      doc: 'How values between pixels are found.',
      default: 'bilinear',
    }),
    extrapolationValue: numberAttr({ doc: 'The value outside the image.', default: 0 }),
  },
  infer({ image, boxes, boxInd, cropSize }) {
    expectFloat('cropAndResize', { boxes })
    expectDtype('cropAndResize', ['int32'], { boxInd })
    expectDtype('cropAndResize', ['float32', 'int32'], { image })
    expectRank('cropAndResize', 'image', image, '[N, H, W, C]')
    const [count, edges] = boxes.shape
    if (
      boxes.shape.length === 2 &&
      edges === 4 &&
      boxInd.shape.length === 1 &&
      equalDims(boxInd.shape[0]!, count!)
    )
      return tensorType('float32', [count!, ...cropSize, image.shape[3]!])
    throw badInputs({
      op: 'cropAndResize',
      problem: `boxes must be [boxes, 4] and boxInd [boxes], not ${printShape(boxes.shape)} and ${printShape(boxInd.shape)}`,
    })
  },
  evaluate: ({ tf }, { image, boxes, boxInd, cropSize, method, extrapolationValue }) =>
    tf.image.cropAndResize(
      image as Tensor4D,
      boxes as Tensor2D,
      boxInd as Tensor1D,
      [...cropSize],
      method,
      extrapolationValue,
    ),
  macs: 0,
  capture: [
    fromFunction('image.cropAndResize', [
      'image',
      'boxes',
      'boxInd',
      'cropSize',
      'method',
      'extrapolationValue',
    ]),
  ],
  print: ({ image, boxes, boxInd, cropSize, method, extrapolationValue }) =>
    printedCall(
      'tf.image.cropAndResize',
      [image, boxes, boxInd, cropSize],
      [
        [method, 'bilinear'],
        [extrapolationValue, 0],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'interpolates between pixels; no integer kernel yet' },
})
