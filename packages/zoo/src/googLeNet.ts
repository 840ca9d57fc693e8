/**
 * @file GoogLeNet (Szegedy et al. 2014): inception blocks (Figure 2b), stacked as in Table 1. Local response normalisation and the
 * auxiliary classifiers are left out, as in later versions of the network.
 */
import * as tf from '@tensorflow/tfjs-core'
import {
  Conv2d,
  Dropout,
  GlobalAvgPool2d,
  type Layer,
  Linear,
  MaxPool2d,
  Module,
  ModuleDict,
  ReLU,
  Sequential,
} from '@tsfx/nn'

export interface GoogLeNetOptions {
  /** Multiplies all channels; 1 by default. */
  readonly width?: number
  /** 1,000 by default. */
  readonly classes?: number
  /** Channels of the image; 3 by default. */
  readonly inChannels?: number
}

/** Channels of an inception block: the columns of Table 1. */
export interface InceptionChannels {
  readonly pixel: number
  readonly reduce3: number
  readonly conv3: number
  readonly reduce5: number
  readonly conv5: number
  readonly pool: number
}

const channels = (
  pixel: number,
  [reduce3, conv3]: readonly [number, number],
  [reduce5, conv5]: readonly [number, number],
  pool: number,
): InceptionChannels => ({ pixel, reduce3, conv3, reduce5, conv5, pool })

/** The blocks of Table 1; a stage ends with a pool that halves height and width. */
const STAGES: readonly (readonly InceptionChannels[])[] = [
  [channels(64, [96, 128], [16, 32], 32), channels(128, [128, 192], [32, 96], 64)],
  [
    channels(192, [96, 208], [16, 48], 64),
    channels(160, [112, 224], [24, 64], 64),
    channels(128, [128, 256], [24, 64], 64),
    channels(112, [144, 288], [32, 64], 64),
    channels(256, [160, 320], [32, 128], 128),
  ],
  [channels(256, [160, 320], [32, 128], 128), channels(384, [192, 384], [48, 128], 128)],
]

/** A convolution that keeps height and width, and its ReLU. */
function conv(inChannels: number, outChannels: number, kernelSize: number, strides = 1): Layer[] {
  return [new Conv2d({ inChannels, outChannels, kernelSize, strides, pad: 'same' }), new ReLU()]
}

const halve = (): MaxPool2d => new MaxPool2d({ kernelSize: 3, strides: 2, pad: 'same' })

/** Looks at four scales side by side: `[N, H, W, inChannels] -> [N, H, W, pixel + conv3 + conv5 + pool]`. */
export class InceptionBlock extends Module {
  readonly outChannels: number
  branches: ModuleDict<Sequential<tf.Tensor4D>>

  constructor(inChannels: number, { pixel, reduce3, conv3, reduce5, conv5, pool }: InceptionChannels) {
    super()
    this.branches = new ModuleDict({
      pixel: new Sequential(...conv(inChannels, pixel, 1)),
      conv3: new Sequential(...conv(inChannels, reduce3, 1), ...conv(reduce3, conv3, 3)),
      conv5: new Sequential(...conv(inChannels, reduce5, 1), ...conv(reduce5, conv5, 5)),
      pool: new Sequential(
        new MaxPool2d({ kernelSize: 3, strides: 1, pad: 'same' }),
        ...conv(inChannels, pool, 1),
      ),
    })
    this.outChannels = pixel + conv3 + conv5 + pool
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const views: tf.Tensor4D[] = []
    for (const [, branch] of this.branches) {
      const view = branch.forward(x)
      views.push(view)
    }
    // The next block chooses with its 1 x 1 convolutions which scale counts where.
    return tf.concat(views, 3)
  }
}

export class GoogLeNet extends Module {
  stem: Sequential<tf.Tensor4D>
  stages: Sequential<tf.Tensor4D>
  average = new GlobalAvgPool2d()
  dropout = new Dropout(0.4)
  classifier: Linear

  constructor({ width = 1, classes = 1000, inChannels = 3 }: GoogLeNetOptions = {}) {
    super()
    const scaled = (count: number): number => Math.max(1, Math.round(count * width))
    this.stem = new Sequential(
      ...conv(inChannels, scaled(64), 7, 2),
      halve(),
      ...conv(scaled(64), scaled(64), 1),
      ...conv(scaled(64), scaled(192), 3),
    )
    let before = scaled(192)
    const layers: Layer[] = []
    for (const stage of STAGES) {
      layers.push(halve())
      for (const { pixel, reduce3, conv3, reduce5, conv5, pool } of stage) {
        const three = [scaled(reduce3), scaled(conv3)] as const
        const five = [scaled(reduce5), scaled(conv5)] as const
        const block = new InceptionBlock(before, channels(scaled(pixel), three, five, scaled(pool)))
        layers.push(block)
        before = block.outChannels
      }
    }
    this.stages = new Sequential(...layers)
    this.classifier = new Linear({ inFeatures: before, outFeatures: classes })
  }

  /** `[N, H, W, inChannels] -> [N, classes]` */
  override forward(image: tf.Tensor4D): tf.Tensor2D {
    const edges = this.stem.forward(image)
    const shapes = this.stages.forward(edges)
    const features = this.dropout.forward(this.average.forward(shapes))
    return this.classifier.forward(features)
  }
}
