/**
 * @file MobileNetV2 (Sandler et al. 2018): inverted residuals with linear bottlenecks (section 3, Table 1), stacked as in Table 2.
 */
import * as tf from '@tensorflow/tfjs-core'
import { Dropout, GlobalAvgPool2d, Linear, Module, ModuleList, type Sequential } from '@tsfx/nn'
import { convNorm, depthwiseConvNorm } from './convNorm.ts'

export interface MobileNetV2Options {
  /** Multiplies all channels; 1 by default. */
  readonly width?: number
  /** 1,000 by default. */
  readonly classes?: number
  /** Channels of the image; 3 by default. */
  readonly inChannels?: number
}

/** The rows of Table 2: expansion t, channels c, repetitions n, stride s of the first of them. */
const ROWS = [
  { expansion: 1, channels: 16, repeats: 1, strides: 1 },
  { expansion: 6, channels: 24, repeats: 2, strides: 2 },
  { expansion: 6, channels: 32, repeats: 3, strides: 2 },
  { expansion: 6, channels: 64, repeats: 4, strides: 2 },
  { expansion: 6, channels: 96, repeats: 3, strides: 1 },
  { expansion: 6, channels: 160, repeats: 3, strides: 2 },
  { expansion: 6, channels: 320, repeats: 1, strides: 1 },
] as const

/** Expands, filters each channel, and projects back without an activation, which would lose information (section 3.2). */
class InvertedResidual extends Module {
  expand: Sequential<tf.Tensor4D> | null
  filter: Sequential<tf.Tensor4D>
  project: Sequential<tf.Tensor4D>
  readonly hasShortcut: boolean

  constructor(inChannels: number, outChannels: number, strides: number, expansion: number) {
    super()
    const channels = inChannels * expansion
    this.expand =
      expansion === 1
        ? null
        : convNorm({ inChannels, outChannels: channels, kernelSize: 1, activation: 'relu6' })
    this.filter = depthwiseConvNorm({ channels, kernelSize: 3, strides, activation: 'relu6' })
    this.project = convNorm({ inChannels: channels, outChannels, kernelSize: 1 })
    this.hasShortcut = strides === 1 && inChannels === outChannels
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const expanded = this.expand ? this.expand.forward(x) : x
    const filtered = this.filter.forward(expanded)
    const projected = this.project.forward(filtered)
    if (!this.hasShortcut) return projected
    // The shortcut joins the narrow ends, not the wide middles.
    return tf.add(x, projected)
  }
}

export class MobileNetV2 extends Module {
  stem: Sequential<tf.Tensor4D>
  blocks = new ModuleList<InvertedResidual>()
  last: Sequential<tf.Tensor4D>
  average = new GlobalAvgPool2d()
  dropout = new Dropout(0.2)
  classifier: Linear

  constructor({ width = 1, classes = 1000, inChannels = 3 }: MobileNetV2Options = {}) {
    super()
    const scaled = (channels: number): number => divisibleBy8(channels * width)
    this.stem = convNorm({
      inChannels,
      outChannels: scaled(32),
      kernelSize: 3,
      strides: 2,
      activation: 'relu6',
    })
    let before = scaled(32)
    for (const { expansion, channels, repeats, strides } of ROWS) {
      for (let i = 0; i < repeats; i++) {
        this.blocks.push(new InvertedResidual(before, scaled(channels), i === 0 ? strides : 1, expansion))
        before = scaled(channels)
      }
    }
    // A narrower network keeps its last layer wide (section 4).
    const features = divisibleBy8(1280 * Math.max(1, width))
    this.last = convNorm({ inChannels: before, outChannels: features, kernelSize: 1, activation: 'relu6' })
    this.classifier = new Linear({ inFeatures: features, outFeatures: classes })
  }

  /** `[N, H, W, inChannels] -> [N, classes]`; the blocks see `H / 2` down to `H / 32`. */
  override forward(image: tf.Tensor4D): tf.Tensor2D {
    let features = this.stem.forward(image)
    for (const block of this.blocks) {
      features = block.forward(features)
    }

    // What is where no longer matters from here on.
    const pooled = this.average.forward(this.last.forward(features))
    const kept = this.dropout.forward(pooled)
    return this.classifier.forward(kept)
  }
}

/** The nearest multiple of 8, but never more than a tenth below `channels`: the rule of the authors' own code. */
function divisibleBy8(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8)
  return rounded < 0.9 * channels ? rounded + 8 : rounded
}
