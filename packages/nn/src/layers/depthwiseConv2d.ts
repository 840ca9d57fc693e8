/** @file Depthwise convolution: every channel has its own filters, weight `[height, width, channels, multiplier]`. */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { count, type Padding2d, type Size2d, size2d, type TfjsPadding, tfjsPadding } from '../layerOptions.ts'
import { Module } from '../module.ts'
import { heUniform, parameter } from '../variables.ts'

export interface DepthwiseConv2dOptions {
  readonly channels: number
  /** Output channels per input channel. */
  readonly multiplier?: number
  readonly kernelSize: Size2d
  readonly strides?: Size2d
  readonly pad?: Padding2d
  readonly dilations?: Size2d
  readonly bias?: boolean
}

export class DepthwiseConv2d extends Module {
  readonly strides: [number, number]
  readonly pad: TfjsPadding
  readonly dilations: [number, number]
  weight: tf.Variable<tf.Rank.R4>
  bias: tf.Variable<tf.Rank.R1> | null

  /** @throws TSFX0803 */
  constructor({
    channels,
    multiplier = 1,
    kernelSize,
    strides = 1,
    pad = 'valid',
    dilations = 1,
    bias = true,
  }: DepthwiseConv2dOptions) {
    super()
    const [height, width] = size2d('DepthwiseConv2d', 'kernelSize', kernelSize)
    const inputs = count('DepthwiseConv2d', 'channels', channels)
    const perInput = count('DepthwiseConv2d', 'multiplier', multiplier)
    this.strides = size2d('DepthwiseConv2d', 'strides', strides)
    this.pad = tfjsPadding(pad, [height, width], this.strides)
    this.dilations = size2d('DepthwiseConv2d', 'dilations', dilations)
    this.weight = heUniform<tf.Rank.R4>([height, width, inputs, perInput], height * width)
    this.bias = bias ? parameter(inputs * perInput, 0) : null
  }

  /** `[N, H, W, channels] -> [N, H', W', channels * multiplier]` */
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const tf = boundTfjs()
    const { weight: filter, bias, strides, pad, dilations } = this
    if (!bias) return tf.depthwiseConv2d(x, filter, strides, pad, 'NHWC', dilations)
    // The declaration forgets explicit paddings; the operation takes them.
    return tf.fused.depthwiseConv2d({
      x,
      filter,
      strides,
      pad: pad as Padding2d,
      dilations,
      bias,
      activation: 'linear',
    })
  }
}
