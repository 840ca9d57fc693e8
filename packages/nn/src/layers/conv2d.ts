/** @file Convolution over `[batch, height, width, channels]`, weight `[height, width, in, out]` as in TensorFlow.js. */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { convolutionSizes } from '../convolutionSizes.ts'
import { type Padding2d, type Size2d, size2d, type TfjsPadding, tfjsPadding } from '../layerOptions.ts'
import { Module } from '../module.ts'
import { heUniform, parameter } from '../variables.ts'

export interface Conv2dOptions {
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: Size2d
  readonly strides?: Size2d
  readonly pad?: Padding2d
  readonly dilations?: Size2d
  readonly bias?: boolean
}

export class Conv2d extends Module {
  readonly strides: [number, number]
  readonly pad: TfjsPadding
  readonly dilations: [number, number]
  weight: tf.Variable<tf.Rank.R4>
  bias: tf.Variable<tf.Rank.R1> | null

  /** @throws TSFX0803 */
  constructor({ pad = 'valid', dilations = 1, bias = true, ...sizes }: Conv2dOptions) {
    super()
    const { kernel, inputs, outputs, strides } = convolutionSizes('Conv2d', sizes)
    const [height, width] = kernel
    this.strides = strides
    this.pad = tfjsPadding(pad, kernel, strides)
    this.dilations = size2d('Conv2d', 'dilations', dilations)
    this.weight = heUniform<tf.Rank.R4>([height, width, inputs, outputs], height * width * inputs)
    this.bias = bias ? parameter(outputs, 0) : null
  }

  /** `[N, H, W, inChannels] -> [N, H', W', outChannels]` */
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const tf = boundTfjs()
    const { weight: filter, bias, strides, pad, dilations } = this
    if (!bias) return tf.conv2d(x, filter, strides, pad, 'NHWC', dilations)
    return tf.fused.conv2d({ x, filter, strides, pad, dilations, bias, activation: 'linear' })
  }
}
