/**
 * @file A small classifier of handwritten digits, written as anyone would write it: TensorFlow.js operations and
 * the layers of @tsfx/nn. It has what quantizers find hard: a residual add, a concat, pooling, a linear head.
 */
import * as tf from '@tensorflow/tfjs-core'
import { BatchNorm2d, Conv2d, GlobalAvgPool2d, Linear, MaxPool2d, Module, ReLU } from '@tsfx/nn'

/** Convolution, batch norm, ReLU. The norm has its own offset, so the convolution needs no bias. */
class ConvBlock extends Module {
  conv: Conv2d
  norm: BatchNorm2d
  relu = new ReLU()

  constructor(inChannels: number, outChannels: number, kernelSize: number, strides = 1) {
    super()
    this.conv = new Conv2d({ inChannels, outChannels, kernelSize, strides, pad: 'same', bias: false })
    this.norm = new BatchNorm2d({ channels: outChannels })
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    return this.relu.forward(this.norm.forward(this.conv.forward(x)))
  }
}

/** Two convolutions whose result is added to what came in. */
class ResidualBlock extends Module {
  first: ConvBlock
  second: Conv2d
  norm: BatchNorm2d
  relu = new ReLU()

  constructor(channels: number) {
    super()
    this.first = new ConvBlock(channels, channels, 3)
    this.second = new Conv2d({
      inChannels: channels,
      outChannels: channels,
      kernelSize: 3,
      pad: 'same',
      bias: false,
    })
    this.norm = new BatchNorm2d({ channels })
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const change = this.norm.forward(this.second.forward(this.first.forward(x)))
    // The ReLU comes after the sum, so a block can also take something away.
    return this.relu.forward(tf.add(x, change))
  }
}

/** Looks at single pixels and at neighbourhoods, and keeps both. */
class BranchBlock extends Module {
  pixel: ConvBlock
  neighbourhood: ConvBlock

  constructor(inChannels: number, pixelChannels: number, neighbourhoodChannels: number) {
    super()
    this.pixel = new ConvBlock(inChannels, pixelChannels, 1)
    this.neighbourhood = new ConvBlock(inChannels, neighbourhoodChannels, 3)
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const pixel = this.pixel.forward(x)
    const neighbourhood = this.neighbourhood.forward(x)
    return tf.concat([pixel, neighbourhood], 3)
  }
}

/** Ten logits for a digit of 28 x 28 gray values between 0 and 1. */
export class DigitsNet extends Module {
  stem = new ConvBlock(1, 16, 3)
  pool = new MaxPool2d({ kernelSize: 2 })
  residual = new ResidualBlock(16)
  down = new ConvBlock(16, 32, 3, 2)
  branches = new BranchBlock(32, 16, 32)
  mix = new ConvBlock(48, 48, 3)
  average = new GlobalAvgPool2d()
  head = new Linear({ inFeatures: 48, outFeatures: 10 })

  /** `[N, 28, 28, 1] -> [N, 10]` */
  override forward(x: tf.Tensor4D): tf.Tensor2D {
    // Full resolution only for the strokes; everything after the pool is 14 x 14.
    const strokes = this.pool.forward(this.stem.forward(x))
    const parts = this.residual.forward(strokes)

    // 7 x 7 from here on.
    const shapes = this.branches.forward(this.down.forward(parts))
    const features = this.average.forward(this.mix.forward(shapes))
    return this.head.forward(features)
  }
}
