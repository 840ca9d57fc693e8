/**
 * @file ShuffleNetV2 (Ma et al. 2018): half of the channels pass a unit untouched, and a shuffle mixes the halves before the next
 * (Figure 3, c and d); stages as in Table 5.
 */
import * as tf from '@tensorflow/tfjs-core'
import { GlobalAvgPool2d, Linear, MaxPool2d, Module, ModuleList, Sequential } from '@tsfx/nn'
import { convNorm, depthwiseConvNorm } from './convNorm.ts'

/** Channels of the stem, of stages 2 to 4, and before the classifier, by width (Table 5). */
export const SHUFFLE_NET_V2_CHANNELS = {
  '0.5x': [24, 48, 96, 192, 1024],
  '1x': [24, 116, 232, 464, 1024],
  '1.5x': [24, 176, 352, 704, 1024],
  '2x': [24, 244, 488, 976, 2048],
} as const

export interface ShuffleNetV2Options {
  /** Of the stem, of stages 2 to 4, and before the classifier; those of 1x by default. */
  readonly channels?: readonly [number, number, number, number, number]
  /** Units in stages 2 to 4; `[4, 8, 4]` by default. */
  readonly repeats?: readonly [number, number, number]
  /** 1,000 by default. */
  readonly classes?: number
  /** Channels of the image; 3 by default. */
  readonly inChannels?: number
}

/** Mixes what the groups know: channel `i` of group `g` becomes channel `i * groups + g` (Zhang et al. 2017, Figure 1). */
function shuffleChannels(x: tf.Tensor4D, groups: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape
  const grouped = tf.reshape<tf.Rank.R5>(x, [batch, height, width, groups, channels / groups])
  const mixed = tf.transpose(grouped, [0, 1, 2, 4, 3])
  return tf.reshape(mixed, [batch, height, width, channels])
}

/** Pointwise, depthwise, pointwise: what the changed half of a unit passes. */
function changing(inChannels: number, channels: number, strides: number): Sequential<tf.Tensor4D> {
  return new Sequential(
    convNorm({ inChannels, outChannels: channels, kernelSize: 1, activation: 'relu' }),
    depthwiseConvNorm({ channels, kernelSize: 3, strides }),
    convNorm({ inChannels: channels, outChannels: channels, kernelSize: 1, activation: 'relu' }),
  )
}

/** Changes one half of the channels (Figure 3c). */
class Unit extends Module {
  change: Sequential<tf.Tensor4D>

  constructor(channels: number) {
    super()
    this.change = changing(channels / 2, channels / 2, 1)
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const [kept, half] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D]
    const changed = this.change.forward(half)
    const joined = tf.concat([kept, changed], 3)
    return shuffleChannels(joined, 2)
  }
}

/** Halves height and width and doubles the channels: both branches take all channels (Figure 3d). */
class DownUnit extends Module {
  shrink: Sequential<tf.Tensor4D>
  change: Sequential<tf.Tensor4D>

  constructor(inChannels: number, outChannels: number) {
    super()
    const channels = outChannels / 2
    this.shrink = new Sequential(
      depthwiseConvNorm({ channels: inChannels, kernelSize: 3, strides: 2 }),
      convNorm({ inChannels, outChannels: channels, kernelSize: 1, activation: 'relu' }),
    )
    this.change = changing(inChannels, channels, 2)
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const shrunk = this.shrink.forward(x)
    const changed = this.change.forward(x)
    // Without the shuffle the two branches would never hear of each other.
    return shuffleChannels(tf.concat([shrunk, changed], 3), 2)
  }
}

export class ShuffleNetV2 extends Module {
  stem: Sequential<tf.Tensor4D>
  pool = new MaxPool2d({ kernelSize: 3, strides: 2, pad: 1 })
  stages = new ModuleList<ModuleList<Unit | DownUnit>>()
  last: Sequential<tf.Tensor4D>
  average = new GlobalAvgPool2d()
  classifier: Linear

  constructor(options: ShuffleNetV2Options = {}) {
    super()
    const { channels = SHUFFLE_NET_V2_CHANNELS['1x'], repeats = [4, 8, 4], classes = 1000 } = options
    const [stem, ...stages] = channels
    const features = stages.pop() as number
    this.stem = convNorm({
      inChannels: options.inChannels ?? 3,
      outChannels: stem,
      kernelSize: 3,
      strides: 2,
      activation: 'relu',
    })
    let before = stem
    for (const [i, width] of stages.entries()) {
      const stage = new ModuleList<Unit | DownUnit>([new DownUnit(before, width)])
      for (let unit = 1; unit < repeats[i]!; unit++) stage.push(new Unit(width))
      this.stages.push(stage)
      before = width
    }
    this.last = convNorm({ inChannels: before, outChannels: features, kernelSize: 1, activation: 'relu' })
    this.classifier = new Linear({ inFeatures: features, outFeatures: classes })
  }

  /** `[N, H, W, inChannels] -> [N, classes]` */
  override forward(image: tf.Tensor4D): tf.Tensor2D {
    const edges = this.stem.forward(image)
    let features = this.pool.forward(edges)
    // The first unit of a stage halves height and width.
    for (const stage of this.stages) {
      for (const unit of stage) features = unit.forward(features)
    }
    const pooled = this.average.forward(this.last.forward(features))
    return this.classifier.forward(pooled)
  }
}
