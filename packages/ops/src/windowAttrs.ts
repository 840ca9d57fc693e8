/**
 * @file Attributes of ops with a sliding window, and where tfjs has them. A float op and its integer form have the
 * same attributes, so that one lowers to the other by copying.
 */
import type { Pad } from '@tsfx/runtime'
import { activationAttr, padAttr, pairAttr } from './attr.ts'

const strides = { doc: 'Step of the window in pixels, [height, width].' }
const pad = padAttr({ doc: 'Padding of height and width with real 0; a pool leaves it out of its result.' })

export const convolutionAttrs = {
  strides: pairAttr({ ...strides, default: [1, 1] }),
  pad,
  dilations: pairAttr({ doc: 'Distance between filter taps in pixels.', default: [1, 1] }),
  activation: activationAttr({ doc: 'Applied to the sum.' }),
}

export const poolAttrs = {
  filterSize: pairAttr({ doc: 'Size of the window in pixels, [height, width].' }),
  strides: pairAttr(strides),
  pad,
}

const NHWC = { name: 'dataFormat', only: 'NHWC' }
/** Sizes are rounded down, which is what tfjs does when the call does not say. */
export const FLOOR = { name: 'dimRoundingMode', only: 'floor' }

/** Parameters of `tf.conv2d` and `tf.depthwiseConv2d`. */
export const POSITIONAL_CONVOLUTION = ['x', 'filter', 'strides', 'pad', NHWC, 'dilations', FLOOR]

/** Fields of `tf.fused.conv2d` and `tf.fused.depthwiseConv2d`. */
export const FUSED_CONVOLUTION = {
  x: 'x',
  filter: 'filter',
  strides: 'strides',
  pad: 'pad',
  dataFormat: NHWC,
  dilations: 'dilations',
  dimRoundingMode: FLOOR,
  bias: 'bias',
  activation: 'activation',
}

/** tfjs declares padding by pairs as mutable; everything else passes as it is. */
type TfjsPad = 'same' | 'valid' | number
/** tfjs's own declarations of pairs are mutable. */
type TfjsPair = [number, number]

export interface WindowArgs {
  readonly strides: readonly [number, number]
  readonly pad: Pad
  readonly dilations?: readonly [number, number]
}

/** Window attributes as tfjs declares them: it has no readonly arrays. */
export const tfjsWindow = ({
  strides,
  pad,
  dilations = [1, 1],
}: WindowArgs): { strides: TfjsPair; pad: TfjsPad; dilations: TfjsPair } => ({
  strides: [...strides],
  pad: pad as TfjsPad,
  dilations: [...dilations],
})
