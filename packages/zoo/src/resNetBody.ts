/**
 * @file The convolutional body of residual networks (He et al. 2015, Table 1): a stem and four stages. The stride of a bottleneck
 * is on its 3 x 3 convolution, as in torchvision, which changes no parameter count.
 */
import * as tf from '@tensorflow/tfjs-core'
import { MaxPool2d, Module, Sequential } from '@tsfx/nn'
import { convNorm } from './convNorm.ts'

export interface ResNetBodyOptions {
  readonly block: 'basic' | 'bottleneck'
  /** Blocks in each of the four stages: `[2, 2, 2, 2]` is ResNet-18, `[3, 4, 6, 3]` ResNet-34 and ResNet-50. */
  readonly depths: readonly [number, number, number, number]
  /** Channels of the stem and the first stage; each stage doubles them. 64 by default. */
  readonly channels?: number
  /** Channels of the image; 3 by default. */
  readonly inChannels?: number
}

/** What the stages return, at 1/4, 1/8, 1/16 and 1/32 of the height and width. */
export interface StageOutputs {
  readonly c2: tf.Tensor4D
  readonly c3: tf.Tensor4D
  readonly c4: tf.Tensor4D
  readonly c5: tf.Tensor4D
}

/** Two 3 x 3 convolutions and a shortcut (Figure 5, left). */
class BasicBlock extends Module {
  conv1: Sequential<tf.Tensor4D>
  conv2: Sequential<tf.Tensor4D>
  downsample: Sequential<tf.Tensor4D> | null

  constructor(inChannels: number, channels: number, strides: number) {
    super()
    this.conv1 = convNorm({
      inChannels,
      outChannels: channels,
      kernelSize: 3,
      strides,
      activation: 'relu',
    })
    this.conv2 = convNorm({ inChannels: channels, outChannels: channels, kernelSize: 3 })
    this.downsample = shortcut(inChannels, channels, strides)
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const hidden = this.conv1.forward(x)
    const residual = this.conv2.forward(hidden)
    const identity = this.downsample ? this.downsample.forward(x) : x
    // The ReLU comes after the sum, so a block can also take something away.
    return tf.relu(tf.add(residual, identity))
  }
}

/** A 3 x 3 convolution between two of 1 x 1 that make its channels fewer and then four times as many (Figure 5, right). */
class Bottleneck extends Module {
  reduce: Sequential<tf.Tensor4D>
  filter: Sequential<tf.Tensor4D>
  expand: Sequential<tf.Tensor4D>
  downsample: Sequential<tf.Tensor4D> | null

  constructor(inChannels: number, channels: number, strides: number) {
    super()
    const outChannels = channels * EXPANSION.bottleneck
    this.reduce = convNorm({ inChannels, outChannels: channels, kernelSize: 1, activation: 'relu' })
    this.filter = convNorm({
      inChannels: channels,
      outChannels: channels,
      kernelSize: 3,
      strides,
      activation: 'relu',
    })
    this.expand = convNorm({ inChannels: channels, outChannels, kernelSize: 1 })
    this.downsample = shortcut(inChannels, outChannels, strides)
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const reduced = this.reduce.forward(x)
    const filtered = this.filter.forward(reduced)
    const residual = this.expand.forward(filtered)
    const identity = this.downsample ? this.downsample.forward(x) : x
    return tf.relu(tf.add(residual, identity))
  }
}

/** Channels out of a block, as a multiple of those it filters. */
const EXPANSION = { basic: 1, bottleneck: 4 } as const

/** A projection where shapes differ (option B of section 3.3); else the input itself is added. */
function shortcut(inChannels: number, outChannels: number, strides: number): Sequential<tf.Tensor4D> | null {
  if (strides === 1 && inChannels === outChannels) return null
  return convNorm({ inChannels, outChannels, kernelSize: 1, strides })
}

export class ResNetBody extends Module {
  /** Channels of `c2`, `c3`, `c4` and `c5`. */
  readonly outChannels: readonly [number, number, number, number]
  stem: Sequential<tf.Tensor4D>
  pool = new MaxPool2d({ kernelSize: 3, strides: 2, pad: 1 })
  layer1: Sequential<tf.Tensor4D>
  layer2: Sequential<tf.Tensor4D>
  layer3: Sequential<tf.Tensor4D>
  layer4: Sequential<tf.Tensor4D>

  constructor({ block, depths, channels = 64, inChannels = 3 }: ResNetBodyOptions) {
    super()
    const Block = block === 'basic' ? BasicBlock : Bottleneck
    const expansion = EXPANSION[block]
    const stage = (index: 0 | 1 | 2 | 3): Sequential<tf.Tensor4D> => {
      const filtered = channels * 2 ** index
      const before = index === 0 ? channels : (filtered / 2) * expansion
      const blocks = Array.from({ length: depths[index] }, (_, i) =>
        i === 0
          ? new Block(before, filtered, index === 0 ? 1 : 2)
          : new Block(filtered * expansion, filtered, 1),
      )
      return new Sequential(...blocks)
    }
    this.stem = convNorm({ inChannels, outChannels: channels, kernelSize: 7, strides: 2, activation: 'relu' })
    this.layer1 = stage(0)
    this.layer2 = stage(1)
    this.layer3 = stage(2)
    this.layer4 = stage(3)
    const last = channels * expansion
    this.outChannels = [last, last * 2, last * 4, last * 8]
  }

  /** `[N, H, W, inChannels]` -> a tensor for each stage, `[N, H / 4, W / 4, C]` to `[N, H / 32, W / 32, 8 * C]`. */
  override forward(image: tf.Tensor4D): StageOutputs {
    // A quarter of the size before the first block: the stem is cheap, the blocks are not.
    const edges = this.stem.forward(image)
    const pooled = this.pool.forward(edges)

    const c2 = this.layer1.forward(pooled)
    const c3 = this.layer2.forward(c2)
    const c4 = this.layer3.forward(c3)
    const c5 = this.layer4.forward(c4)
    return { c2, c3, c4, c5 }
  }
}
