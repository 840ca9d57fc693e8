/**
 * @file Output sizes of sliding windows. Source: tfjs `conv_util.computeConv2DInfo` (TensorFlow's SAME and VALID;
 * numbers and pairs as explicit padding).
 */
import type { Dim } from '@tsfx/ir'
import type { Pad } from './attr.ts'
import { badInputs } from './diagnostics.generated.ts'

export type DimRounding = 'floor' | 'round' | 'ceil' | null

export interface Window {
  readonly size: number
  readonly stride: number
  readonly dilation: number
}

/**
 * Height (axis 1) or width (axis 2) after a window slid over `dim`.
 * @throws TSFX0511 when the dim is not a number, or the window does not fit.
 */
export function spatialSize(op: string, dim: Dim | undefined, axis: 1 | 2, window: Window, pad: Pad, rounding: DimRounding = null): number {
  if (typeof dim !== 'number') {
    throw badInputs({ op, problem: `height and width must be numbers, but axis ${axis} is ${String(dim)}` })
  }
  const extent = (window.size - 1) * window.dilation + 1
  if (pad === 'same') return Math.ceil(dim / window.stride)
  if (pad === 'valid') return positive(op, Math.ceil((dim - extent + 1) / window.stride), axis)
  const [before, after] = typeof pad === 'number' ? [pad, pad] : (pad[axis] ?? [0, 0])
  const steps = (dim - extent + before + after) / window.stride + 1
  return positive(op, rounding === 'ceil' ? Math.ceil(steps) : Math.floor(steps), axis)
}

function positive(op: string, size: number, axis: number): number {
  if (size < 1) throw badInputs({ op, problem: `the window is larger than axis ${axis} of the input` })
  return size
}
