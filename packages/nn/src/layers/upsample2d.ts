/** @file Larger images without weights: each pixel repeated, or the line between neighbours. */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { type Size2d, size2d } from '../layerOptions.ts'
import { Module } from '../module.ts'

export interface Upsample2dOptions {
  /** How many times as high and wide the result is. */
  readonly scale: Size2d
  /** `nearest` (default) repeats pixels; `bilinear` interpolates between pixel centers, as torch does with `align_corners=False`. */
  readonly mode?: 'nearest' | 'bilinear'
}

export class Upsample2d extends Module {
  readonly scale: [number, number]
  readonly mode: 'nearest' | 'bilinear'

  /** @throws TSFX0803 */
  constructor({ scale, mode = 'nearest' }: Upsample2dOptions) {
    super()
    this.scale = size2d('Upsample2d', 'scale', scale)
    this.mode = mode
  }

  /** `[N, H, W, C] -> [N, H * scale[0], W * scale[1], C]` */
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const { image } = boundTfjs()
    const size: [number, number] = [x.shape[1] * this.scale[0], x.shape[2] * this.scale[1]]
    // tfjs takes either corners or centers as fixed points: for whole scales `nearest` needs neither.
    return this.mode === 'nearest'
      ? image.resizeNearestNeighbor(x, size)
      : image.resizeBilinear(x, size, false, true)
  }
}
