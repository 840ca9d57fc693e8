/**
 * @file Output shapes of sliding windows. Source: tfjs `conv_util.computeConv2DInfo` and `computeConv3DInfo` (TensorFlow's SAME
 * and VALID; numbers and pairs as explicit padding, sizes rounded down).
 */
import type { Dim, TensorType } from '@tsfx/ir'
import type { Pad } from '@tsfx/runtime'
import { badInputs } from './diagnostics.generated.ts'
import { expectRank } from './expectType.ts'

/** A window over `[height, width]` or `[depth, height, width]`, in pixels. */
export interface Window {
  readonly size: readonly Dim[]
  readonly strides: readonly number[]
  readonly dilations?: readonly number[]
  readonly pad: Pad
}

const LAYOUTS: Readonly<Record<number, string>> = { 2: '[N, H, W, C]', 3: '[N, D, H, W, C]' }

/**
 * `[N, H', W']` of a window slid over `x`, `[N, H, W, C]`, or the same with a depth; errors call it `name`.
 * @throws TSFX0511 when it has another rank, a size is not a number, the window does not fit, or both strides and dilations skip.
 */
export function windowShape(op: string, x: TensorType, window: Window, name = 'x'): [Dim, ...number[]] {
  const { strides, dilations = [] } = window
  if (strides.some((stride) => stride > 1) && dilations.some((dilation) => dilation > 1)) {
    throw badInputs({
      op,
      problem: `strides [${strides}] and dilations [${dilations}] cannot both be larger than 1`,
    })
  }
  return slidingShape(op, x, window, name)
}

/**
 * `windowShape` of ops that take strides and dilations together.
 * @throws TSFX0511 as it does.
 */
export function slidingShape(op: string, x: TensorType, window: Window, name = 'x'): [Dim, ...number[]] {
  const { size, strides, dilations = size.map(() => 1), pad } = window
  expectRank(op, name, x, LAYOUTS[size.length]!)
  const extents = size.map((taps, i) => {
    if (typeof taps === 'number') return (taps - 1) * dilations[i]! + 1
    throw badInputs({ op, problem: `the window must be of known size, but one of its sizes is ${taps}` })
  })
  if (size.length === 2 && typeof pad === 'number') expectSquare(op, extents, strides)
  const along = extents.map((extent, i) => {
    const dim = x.shape[i + 1]!
    if (typeof dim === 'number') return spatialSize(op, dim, i + 1, extent, strides[i]!, pad)
    throw badInputs({
      op,
      problem: `height and width must be numbers, but axis ${i + 1} of ${name} is ${dim}`,
    })
  })
  return [x.shape[0]!, ...along]
}

/** tfjs computes the width from the height's window when padding is a number. */
function expectSquare(op: string, extents: readonly number[], strides: readonly number[]): void {
  if (extents[0] === extents[1] && strides[0] === strides[1]) return
  throw badInputs({
    op,
    problem: `tfjs takes padding by a number for square windows only, not [${extents}] in steps of [${strides}]; give 'valid' or pairs`,
  })
}

/** Height or width after a window of `extent` pixels. */
function spatialSize(
  op: string,
  dim: number,
  axis: number,
  extent: number,
  stride: number,
  pad: Pad,
): number {
  if (pad === 'same') return Math.ceil(dim / stride)
  const [before, after] = pad === 'valid' ? [0, 0] : typeof pad === 'number' ? [pad, pad] : pad[axis]!
  const size = Math.floor((dim - extent + before + after) / stride) + 1
  if (size < 1) {
    throw badInputs({
      op,
      problem: `the window covers ${extent} pixels, but axis ${axis} of x has ${dim + before + after} with padding`,
    })
  }
  return size
}
