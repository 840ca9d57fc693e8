/**
 * @file The backbone of Mask R-CNN (He et al. 2017, section 3.1): ResNet-50 with a feature pyramid (Lin et al. 2016, section 3 and
 * Figure 3), which tells at each of five resolutions what is there. Level `n` has 1 / 2 ** n of the height and width.
 */
import * as tf from '@tensorflow/tfjs-core'
import { Conv2d, Module, ModuleDict } from '@tsfx/nn'
import { ResNetBody, type ResNetBodyOptions } from './resNetBody.ts'

export interface FpnBackboneOptions extends Partial<ResNetBodyOptions> {
  /** Channels of each level of the pyramid; 256 by default. */
  readonly pyramidChannels?: number
}

export interface Pyramid {
  readonly p2: tf.Tensor4D
  readonly p3: tf.Tensor4D
  readonly p4: tf.Tensor4D
  readonly p5: tf.Tensor4D
  readonly p6: tf.Tensor4D
}

const LEVELS = ['2', '3', '4', '5'] as const
type Level = (typeof LEVELS)[number]

/** Nearest pixels at the height and width of `like`, which need not be twice as many. */
function resizeTo(x: tf.Tensor4D, like: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = like.shape
  return tf.image.resizeNearestNeighbor(x, [height, width])
}

export class FpnBackbone extends Module {
  body: ResNetBody
  /** To equal channels, so that levels can be added. */
  lateral = new ModuleDict<Conv2d>()
  /** Against the steps that repeated pixels leave. */
  smooth = new ModuleDict<Conv2d>()

  constructor({ pyramidChannels = 256, ...options }: FpnBackboneOptions = {}) {
    super()
    this.body = new ResNetBody({ block: 'bottleneck', depths: [3, 4, 6, 3], ...options })
    const channels = { inChannels: pyramidChannels, outChannels: pyramidChannels }
    for (const [i, level] of LEVELS.entries()) {
      const inChannels = this.body.outChannels[i]!
      this.lateral.set(level, new Conv2d({ inChannels, outChannels: pyramidChannels, kernelSize: 1 }))
      this.smooth.set(level, new Conv2d({ ...channels, kernelSize: 3, pad: 1 }))
    }
  }

  /** `[N, H, W, inChannels]` -> `[N, H / 4, W / 4, pyramidChannels]` to `[N, H / 64, W / 64, pyramidChannels]`. */
  override forward(image: tf.Tensor4D): Pyramid {
    const { c2, c3, c4, c5 } = this.body.forward(image)

    // Down from the coarsest level: each adds what it sees to what the levels above it know.
    const m5 = at(this.lateral, '5').forward(c5)
    const m4 = this.merge('4', c4, m5)
    const m3 = this.merge('3', c3, m4)
    const m2 = this.merge('2', c2, m3)

    const p2 = at(this.smooth, '2').forward(m2)
    const p3 = at(this.smooth, '3').forward(m3)
    const p4 = at(this.smooth, '4').forward(m4)
    const p5 = at(this.smooth, '5').forward(m5)
    // A level for the largest objects, by leaving out every other pixel.
    const p6 = tf.maxPool(p5, 1, 2, 'valid')
    return { p2, p3, p4, p5, p6 }
  }

  private merge(level: Level, features: tf.Tensor4D, above: tf.Tensor4D): tf.Tensor4D {
    const lateral = at(this.lateral, level).forward(features)
    const topDown = resizeTo(above, lateral)
    return tf.add(lateral, topDown)
  }
}

const at = (modules: ModuleDict<Conv2d>, level: Level): Conv2d => modules.get(level) as Conv2d
