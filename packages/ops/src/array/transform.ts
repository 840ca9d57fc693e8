/** @file `image.transform`: projective transforms. */
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { choiceAttr, numberAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat, expectRank } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { optionalSizeAttr } from './arrayAttrs.ts'

export const transform = defineOp({
  name: 'transform',
  summary: 'Images seen through projective transforms.',
  domain: 'float',
  inputs: { image: 'tensor', transforms: 'tensor' },
  attrs: {
    interpolation: choiceAttr(['nearest', 'bilinear'], {
      doc: 'How values between pixels are found.',
      default: 'nearest',
    }),
    fillMode: choiceAttr(['constant', 'reflect', 'wrap', 'nearest'], {
      doc: 'What stands outside the image.',
      default: 'constant',
    }),
    fillValue: numberAttr({ doc: 'The value outside the image, in mode constant.', default: 0 }),
    outputShape: optionalSizeAttr(
      'Size of the result in pixels, [height, width]; that of image when left out.',
    ),
  },
  infer({ image, transforms, outputShape }) {
    expectFloat('transform', { image, transforms })
    expectRank('transform', 'image', image, '[N, H, W, C]')
    const [batch, height, width, channels] = image.shape
    const [count, coefficients] = transforms.shape
    const fits =
      transforms.shape.length === 2 && coefficients === 8 && (count === 1 || equalDims(count!, batch!))
    if (fits) return tensorType('float32', [batch!, ...(outputShape ?? [height!, width!]), channels!])
    throw badInputs({
      op: 'transform',
      problem: `transforms must be [${batch}, 8] or [1, 8], not ${printShape(transforms.shape)}`,
    })
  },
  evaluate: ({ tf }, { image, transforms, interpolation, fillMode, fillValue, outputShape }) =>
    tf.image.transform(
      image as Tensor4D,
      transforms as Tensor2D,
      interpolation,
      fillMode,
      fillValue,
      outputShape === null ? undefined : [outputShape[0] as number, outputShape[1] as number],
    ),
  macs: 0,
  capture: [
    fromFunction('image.transform', [
      'image',
      'transforms',
      'interpolation',
      'fillMode',
      'fillValue',
      'outputShape',
    ]),
  ],
  print: ({ image, transforms, interpolation, fillMode, fillValue, outputShape }) =>
    printedCall(
      'tf.image.transform',
      [image, transforms],
      [
        [interpolation, 'nearest'],
        [fillMode, 'constant'],
        [fillValue, 0],
        [outputShape, null],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'interpolates between pixels; no integer kernel yet' },
})
