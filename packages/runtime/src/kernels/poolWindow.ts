/**
 * @file The walk of the pools: for each output pixel, the data offsets of its taps inside the image.
 */
import type { PoolOptions } from '../quantizedOps.ts'
import { pairOf, type Window, windowOf } from './window.ts'

export const poolWindow = (
  op: 'maxPool' | 'avgPool',
  shape: readonly number[],
  options: PoolOptions,
): Window =>
  windowOf(op, shape, { filter: pairOf(options.filterSize), strides: options.strides, pad: options.pad })

/**
 * Calls `visit` for each output pixel of each image: `taps[0..count)` are the offsets of channel 0 of its
 * input pixels, in row order; `outputAt` is that of the output pixel. `taps` is reused.
 */
export function forEachWindow(
  shape: readonly number[],
  window: Window,
  visit: (taps: Int32Array, count: number, outputAt: number) => void,
): void {
  const [images, height, width, channels] = shape as [number, number, number, number]
  const taps = new Int32Array(window.filterHeight * window.filterWidth)
  let outputAt = 0
  for (let n = 0; n < images; n++) {
    for (let y = 0; y < window.outHeight; y++) {
      for (let x = 0; x < window.outWidth; x++, outputAt += channels) {
        let count = 0
        for (let ky = 0; ky < window.filterHeight; ky++) {
          const iy = y * window.strideY - window.top + ky
          if (iy < 0 || iy >= height) continue
          for (let kx = 0; kx < window.filterWidth; kx++) {
            const ix = x * window.strideX - window.left + kx
            if (ix >= 0 && ix < width) taps[count++] = ((n * height + iy) * width + ix) * channels
          }
        }
        visit(taps, count, outputAt)
      }
    }
  }
}
