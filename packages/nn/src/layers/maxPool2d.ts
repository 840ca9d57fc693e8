import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { type Padding2d, type Size2d, size2d, type TfjsPadding, tfjsPadding } from '../layerOptions.ts'
import { Module } from '../module.ts'

export interface MaxPool2dOptions {
  readonly kernelSize: Size2d
  /** The kernel size by default: windows side by side. */
  readonly strides?: Size2d
  readonly pad?: Padding2d
}

/** Takes the largest value of every window, padding left out. */
export class MaxPool2d extends Module {
  readonly kernelSize: [number, number]
  readonly strides: [number, number]
  readonly pad: TfjsPadding

  /** @throws TSFX0803 */
  constructor({ kernelSize, strides = kernelSize, pad = 'valid' }: MaxPool2dOptions) {
    super()
    this.kernelSize = size2d('MaxPool2d', 'kernelSize', kernelSize)
    this.strides = size2d('MaxPool2d', 'strides', strides)
    this.pad = tfjsPadding(pad, this.kernelSize, this.strides)
  }

  /** `[N, H, W, C] -> [N, H', W', C]` */
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    return boundTfjs().maxPool(x, this.kernelSize, this.strides, this.pad)
  }
}
