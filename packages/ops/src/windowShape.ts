/**
 * @file Output shapes of sliding windows. Source: tfjs `conv_util.computeConv2DInfo` (TensorFlow's SAME and VALID;
 * numbers and pairs as explicit padding, sizes rounded down).
 */
import type { Dim, TensorType } from '@tsfx/ir'
import type { Pad } from '@tsfx/runtime'
import { badInputs } from './diagnostics.generated.ts'
import { expectRank } from './expectType.ts'

type Pair = readonly [number, number]

/** A window over height and width, in pixels. */
export interface Window {
  readonly size: Pair
  readonly strides: Pair
  readonly dilations?: Pair
  readonly pad: Pad
}

/**
 * `[N, H', W']` of a window slid over `x`, `[N, H, W, C]`, which errors call `name`.
 * @throws TSFX0511 when it has another rank, its height or width is not a number, or the window does not fit.
 */
export function windowShape(
  op: string,
  x: TensorType,
  { size, strides, dilations = [1, 1], pad }: Window,
  name = 'x',
): [Dim, number, number] {
  expectRank(op, name, x, '[N, H, W, C]')
  if (strides.some((stride) => stride > 1) && dilations.some((dilation) => dilation > 1)) {
    throw badInputs({
      op,
      problem: `strides [${strides}] and dilations [${dilations}] cannot both be larger than 1`,
    })
  }
  const along = (axis: 1 | 2) => {
    const [taps, stride, dilation] = [size[axis - 1]!, strides[axis - 1]!, dilations[axis - 1]!]
    const dim = x.shape[axis]!
    if (typeof dim === 'number') return spatialSize(op, dim, axis, (taps - 1) * dilation + 1, stride, pad)
    throw badInputs({
      op,
      problem: `height and width must be numbers, but axis ${axis} of ${name} is ${dim}`,
    })
  }
  return [x.shape[0]!, along(1), along(2)]
}

/** Height (axis 1) or width (axis 2) after a window of `extent` pixels. */
function spatialSize(op: string, dim: number, axis: 1 | 2, extent: number, stride: number, pad: Pad): number {
  if (pad === 'same') return Math.ceil(dim / stride)
  const [before, after] = pad === 'valid' ? [0, 0] : typeof pad === 'number' ? [pad, pad] : pad[axis]
  const size = Math.floor((dim - extent + before + after) / stride) + 1
  if (size < 1) {
    throw badInputs({
      op,
      problem: `the window covers ${extent} pixels, but axis ${axis} of x has ${dim + before + after} with padding`,
    })
  }
  return size
}
