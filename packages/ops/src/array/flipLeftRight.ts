/** @file `image.flipLeftRight`. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat, expectRank } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { MOVES_DATA } from './movesData.ts'

export const flipLeftRight = defineOp({
  name: 'flipLeftRight',
  summary: 'Images mirrored left to right.',
  domain: 'float',
  inputs: { image: 'tensor' },
  attrs: {},
  infer({ image }) {
    expectFloat('flipLeftRight', { image })
    expectRank('flipLeftRight', 'image', image, '[N, H, W, C]')
    return image
  },
  evaluate: ({ tf }, { image }) => tf.image.flipLeftRight(image as Tensor4D),
  macs: 0,
  capture: [fromFunction('image.flipLeftRight', ['image'])],
  print: ({ image }) => printedCall('tf.image.flipLeftRight', [image]),
  quant: MOVES_DATA,
})
