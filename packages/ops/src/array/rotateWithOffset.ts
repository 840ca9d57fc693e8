/** @file `image.rotateWithOffset`. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { type AttrSpec, numberAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat, expectRank } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

/** A number, or a list of `count` of them. */
const numberOrListAttr = (
  doc: string,
  count: number,
  byDefault: number,
): AttrSpec<number | readonly number[]> => ({
  doc,
  default: byDefault,
  expects: `a number or a list of ${count}`,
  parse: (raw) =>
    typeof raw === 'number' ||
    (Array.isArray(raw) && raw.length === count && raw.every((entry) => typeof entry === 'number'))
      ? (raw as number | readonly number[])
      : undefined,
})

export const rotateWithOffset = defineOp({
  name: 'rotateWithOffset',
  summary: 'Images turned counter-clockwise about a point.',
  domain: 'float',
  inputs: { image: 'tensor' },
  attrs: {
    radians: numberAttr({ doc: 'The angle, in radians.' }),
    fillValue: numberOrListAttr('The value outside the image, or one for each of red, green and blue.', 3, 0),
    center: numberOrListAttr('The point as a share of width and height, or [x, y].', 2, 0.5),
  },
  infer({ image }) {
    expectFloat('rotateWithOffset', { image })
    expectRank('rotateWithOffset', 'image', image, '[N, H, W, C]')
    return image
  },
  evaluate: ({ tf }, { image, radians, fillValue, center }) =>
    tf.image.rotateWithOffset(
      image as Tensor4D,
      radians,
      fillValue as number | [number, number, number],
      center as number | [number, number],
    ),
  macs: 0,
  capture: [fromFunction('image.rotateWithOffset', ['image', 'radians', 'fillValue', 'center'])],
  print: ({ image, radians, fillValue, center }) =>
    printedCall(
      'tf.image.rotateWithOffset',
      [image, radians],
      [
        [fillValue, 0],
        [center, 0.5],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'puts one real beside pixels; no integer kernel yet' },
})
