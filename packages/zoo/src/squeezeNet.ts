/** @file SqueezeNet 1.0 (Iandola et al. 2016): fire modules (section 3.2, Figure 1), stacked as in Table 1. */
import * as tf from '@tensorflow/tfjs-core'
import { Conv2d, Dropout, GlobalAvgPool2d, MaxPool2d, Module, ReLU, Sequential } from '@tsfx/nn'

export interface SqueezeNetOptions {
  /** Multiplies all channels; 1 by default. */
  readonly width?: number
  /** 1,000 by default. */
  readonly classes?: number
  /** Channels of the image; 3 by default. */
  readonly inChannels?: number
}

/** Few channels in, many out: the 3 x 3 filters see only the squeezed ones. */
class Fire extends Module {
  squeeze: Conv2d
  expand1x1: Conv2d
  expand3x3: Conv2d

  constructor(inChannels: number, squeezed: number, expanded: number) {
    super()
    this.squeeze = new Conv2d({ inChannels, outChannels: squeezed, kernelSize: 1 })
    this.expand1x1 = new Conv2d({ inChannels: squeezed, outChannels: expanded, kernelSize: 1 })
    this.expand3x3 = new Conv2d({ inChannels: squeezed, outChannels: expanded, kernelSize: 3, pad: 1 })
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const squeezed = tf.relu(this.squeeze.forward(x))
    const pixels = tf.relu(this.expand1x1.forward(squeezed))
    const neighbourhoods = tf.relu(this.expand3x3.forward(squeezed))
    return tf.concat([pixels, neighbourhoods], 3)
  }
}

export class SqueezeNet extends Module {
  features: Sequential<tf.Tensor4D>
  dropout = new Dropout(0.5)
  classifier: Conv2d
  average = new GlobalAvgPool2d()

  constructor({ width = 1, classes = 1000, inChannels = 3 }: SqueezeNetOptions = {}) {
    super()
    const scaled = (channels: number): number => Math.max(1, Math.round(channels * width))
    const fire = (before: number, squeezed: number, expanded: number): Fire =>
      new Fire(scaled(before), scaled(squeezed), scaled(expanded))
    const pool = (): MaxPool2d => new MaxPool2d({ kernelSize: 3, strides: 2 })
    // The pad of 2 gives the sizes of Table 1: 111, 55, 27 and 13 for an image of 224.
    const stem = new Conv2d({ inChannels, outChannels: scaled(96), kernelSize: 7, strides: 2, pad: 2 })
    this.features = new Sequential(
      ...[stem, new ReLU(), pool()],
      ...[fire(96, 16, 64), fire(128, 16, 64), fire(128, 32, 128), pool()],
      ...[fire(256, 32, 128), fire(256, 48, 192), fire(384, 48, 192), fire(384, 64, 256), pool()],
      fire(512, 64, 256),
    )
    this.classifier = new Conv2d({ inChannels: scaled(512), outChannels: classes, kernelSize: 1 })
  }

  /** `[N, H, W, inChannels] -> [N, classes]` */
  override forward(image: tf.Tensor4D): tf.Tensor2D {
    const features = this.dropout.forward(this.features.forward(image))
    // One map for each class; its mean is the score.
    const maps = tf.relu(this.classifier.forward(features))
    return this.average.forward(maps)
  }
}
