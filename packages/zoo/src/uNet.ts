/**
 * @file U-Net (Ronneberger, Fischer & Brox 2015, Figure 1): a contracting path, an expanding path, and skips between them. The
 * convolutions are padded, so the result has the size of the image and skips need no cropping.
 */
import * as tf from '@tensorflow/tfjs-core'
import { Conv2d, Conv2dTranspose, MaxPool2d, Module, ModuleList, Sequential, Upsample2d } from '@tsfx/nn'

export interface UNetOptions {
  /** Channels at full resolution; each level down doubles them. 64 by default. */
  readonly channels?: number
  /** Levels below full resolution; 4 by default. */
  readonly depth?: number
  /** How the expanding path doubles height and width: a transposed convolution (default), or nearest pixels and a 2 x 2 convolution. */
  readonly upsampling?: 'transposed' | 'nearest'
  /** 2 by default. */
  readonly classes?: number
  /** Channels of the image; 1 by default. */
  readonly inChannels?: number
}

/** Two 3 x 3 convolutions, each with its ReLU. */
class DoubleConv extends Module {
  first: Conv2d
  second: Conv2d

  constructor(inChannels: number, outChannels: number) {
    super()
    this.first = new Conv2d({ inChannels, outChannels, kernelSize: 3, pad: 'same' })
    this.second = new Conv2d({ inChannels: outChannels, outChannels, kernelSize: 3, pad: 'same' })
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const hidden = tf.relu(this.first.forward(x))
    return tf.relu(this.second.forward(hidden))
  }
}

/** One level up: half of the channels come from below, half from the skip. */
class Expand extends Module {
  up: Conv2dTranspose | Sequential<tf.Tensor4D>
  conv: DoubleConv

  constructor(inChannels: number, outChannels: number, upsampling: 'transposed' | 'nearest') {
    super()
    this.up =
      upsampling === 'transposed'
        ? new Conv2dTranspose({ inChannels, outChannels, kernelSize: 2, strides: 2 })
        : new Sequential(
            new Upsample2d({ scale: 2 }),
            new Conv2d({ inChannels, outChannels, kernelSize: 2, pad: 'same' }),
          )
    this.conv = new DoubleConv(2 * outChannels, outChannels)
  }

  override forward(below: tf.Tensor4D, skip: tf.Tensor4D): tf.Tensor4D {
    const raised = this.up.forward(below)
    // From below what it is, from the skip where exactly.
    const joined = tf.concat([skip, raised], 3)
    return this.conv.forward(joined)
  }
}

export class UNet extends Module {
  contracting = new ModuleList<DoubleConv>()
  pool = new MaxPool2d({ kernelSize: 2 })
  bottom: DoubleConv
  expanding = new ModuleList<Expand>()
  classifier: Conv2d

  constructor(options: UNetOptions = {}) {
    super()
    const { channels = 64, depth = 4, upsampling = 'transposed', classes = 2, inChannels = 1 } = options
    let before = inChannels
    for (let level = 0; level < depth; level++) {
      const width = channels * 2 ** level
      this.contracting.push(new DoubleConv(before, width))
      before = width
    }
    this.bottom = new DoubleConv(before, channels * 2 ** depth)
    for (let level = depth - 1; level >= 0; level--) {
      const width = channels * 2 ** level
      this.expanding.push(new Expand(2 * width, width, upsampling))
    }
    this.classifier = new Conv2d({ inChannels: channels, outChannels: classes, kernelSize: 1 })
  }

  /** `[N, H, W, inChannels] -> [N, H, W, classes]`; `H` and `W` are multiples of `2 ** depth`. */
  override forward(image: tf.Tensor4D): tf.Tensor4D {
    const skips: tf.Tensor4D[] = []
    let features = image
    // Down: more of the image in each pixel, and less of where it is.
    for (const level of this.contracting) {
      const details = level.forward(features)
      skips.push(details)
      features = this.pool.forward(details)
    }
    // The whole image in one view.
    features = this.bottom.forward(features)
    // Up again, with the details that the way down left aside.
    for (const level of this.expanding) {
      const skip = skips.pop() as tf.Tensor4D
      features = level.forward(features, skip)
    }
    return this.classifier.forward(features)
  }
}
