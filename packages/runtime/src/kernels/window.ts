/**
 * @file Sliding windows over `[N, H, W, C]`, with the padding of tf.conv2d: 'same' puts the odd row at the end.
 */
import { shapeMismatch } from '../diagnostics.generated.ts'
import type { OpName, Pad } from '../quantizedOps.ts'

type PairOption = number | readonly [number, number] | undefined

export interface WindowOptions {
  readonly filter: readonly [number, number]
  readonly strides?: PairOption
  readonly dilations?: PairOption
  readonly pad: Pad
}

/** Geometry of one image plane; a tap of output `(y, x)` is at input `(y * strideY - top + ky * dilationY, ..)`. */
export interface Window {
  readonly inHeight: number
  readonly inWidth: number
  readonly outHeight: number
  readonly outWidth: number
  readonly filterHeight: number
  readonly filterWidth: number
  readonly strideY: number
  readonly strideX: number
  readonly dilationY: number
  readonly dilationX: number
  readonly top: number
  readonly left: number
}

export const pairOf = (option: PairOption): readonly [number, number] =>
  option === undefined ? [1, 1] : typeof option === 'number' ? [option, option] : option

/** Output length and padding before, along one spatial axis (0: height, 1: width). */
function alongAxis(input: number, filter: number, stride: number, dilation: number, pad: Pad, axis: 0 | 1) {
  const extent = (filter - 1) * dilation + 1
  if (pad === 'same') {
    const output = Math.ceil(input / stride)
    const total = Math.max(0, (output - 1) * stride + extent - input)
    return { output, before: Math.floor(total / 2), after: Math.ceil(total / 2), extent }
  }
  const [before, after] = pad === 'valid' ? [0, 0] : typeof pad === 'number' ? [pad, pad] : pad[axis + 1]!
  return { output: Math.floor((input + before + after - extent) / stride) + 1, before, after, extent }
}

/**
 * The window of `options` over an `[N, H, W, C]` input.
 * @throws TSFX6002 when the filter does not fit, or a window could lie in the padding alone
 */
export function windowOf(op: OpName, shape: readonly number[], options: WindowOptions): Window {
  const [, inHeight, inWidth] = shape
  if (shape.length !== 4 || inHeight === undefined || inWidth === undefined) {
    throw shapeMismatch({ op, problem: `its input is [${shape}], and [N, H, W, C] is needed` })
  }
  const [strideY, strideX] = pairOf(options.strides)
  const [dilationY, dilationX] = pairOf(options.dilations)
  const [filterHeight, filterWidth] = options.filter
  const y = alongAxis(inHeight, filterHeight, strideY, dilationY, options.pad, 0)
  const x = alongAxis(inWidth, filterWidth, strideX, dilationX, options.pad, 1)
  for (const axis of [y, x]) {
    if (!(axis.output > 0) || axis.before >= axis.extent || axis.after >= axis.extent) {
      throw shapeMismatch({
        op,
        problem: `a ${options.filter.join('x')} filter with pad ${JSON.stringify(options.pad)} does not fit [${shape}]`,
      })
    }
  }
  return {
    inHeight,
    inWidth,
    outHeight: y.output,
    outWidth: x.output,
    filterHeight,
    filterWidth,
    strideY,
    strideX,
    dilationY,
    dilationX,
    top: y.before,
    left: x.before,
  }
}
