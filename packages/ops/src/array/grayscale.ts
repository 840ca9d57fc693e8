/** @file `image.grayscaleToRGB` and `image.rgbToGrayscale`: one channel as three, and three as one. */
import type { Tensor3D } from '@tensorflow/tfjs-core'
import { printShape, tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'
import type { QuantRole } from '../quantRole.ts'
import { MOVES_DATA } from './movesData.ts'

interface Channels {
  readonly name: 'grayscaleToRGB' | 'rgbToGrayscale'
  readonly summary: string
  readonly from: number
  readonly to: number
  readonly maxRank: number
  readonly quant: QuantRole
}

const channelOp = ({ name, summary, from, to, maxRank, quant }: Channels): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { image: 'tensor' },
    attrs: {},
    infer({ image: { dtype, shape } }) {
      if (shape.length >= 2 && shape.length <= maxRank && shape.at(-1) === from)
        return tensorType(dtype, shape.with(-1, to))
      throw badInputs({ op: name, problem: `image must be [..., ${from}], not ${printShape(shape)}` })
    },
    evaluate: ({ tf }, { image }) => tf.image[name](image as Tensor3D),
    macs: 0,
    capture: [fromFunction(`image.${name}`, ['image'])],
    print: ({ image }) => printedCall(`tf.image.${name}`, [image]),
    quant,
  })

export const grayscaleToRGB = channelOp({
  name: 'grayscaleToRGB',
  summary: '[..., 1] as [..., 3], the channel three times.',
  from: 1,
  to: 3,
  maxRank: Number.POSITIVE_INFINITY,
  quant: MOVES_DATA,
})

export const rgbToGrayscale = channelOp({
  name: 'rgbToGrayscale',
  summary: '[..., 3] as [..., 1], channels weighted as the eye sees them.',
  from: 3,
  to: 1,
  // tfjs has an equation for each rank.
  maxRank: 6,
  quant: { kind: 'floatOnly', reason: 'weighs channels; no integer kernel yet' },
})
