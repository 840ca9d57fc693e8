/** @file Which literals may stand in one place of a method: those of one kind, and a number beside a pair of numbers where the callee takes both. */
import type { Plain } from '../argForm.ts'

export const literalKind = (value: Plain): string =>
  value === undefined || value === null ? String(value) : typeof value

/** Convolutions and pools take one number for height and width. */
const OVER_IMAGES = /^(tf|q|tf\.fused)\.(conv2d|depthwiseConv2d|maxPool|avgPool)$/
const SIZES: ReadonlySet<string> = new Set(['strides', 'dilations', 'filterSize'])
const ITSELF: ReadonlySet<string> = new Set([''])
const NONE: ReadonlySet<string> = new Set()

/** The options in argument `i` that are a number or a pair of numbers; `''` is the argument itself. */
export function takesPairs(callee: string, i: number): ReadonlySet<string> {
  const name = OVER_IMAGES.exec(callee)?.[2]
  if (name === undefined) return NONE
  // `tf.maxPool(x, filterSize, strides, pad)`, `tf.conv2d(x, filter, strides, pad, dataFormat, dilations)`.
  const isPlain = callee.startsWith('tf.') && !callee.startsWith('tf.fused.')
  if (!isPlain) return SIZES
  const sizes = name.endsWith('Pool') ? [1, 2] : [2, 5]
  return sizes.includes(i) ? ITSELF : NONE
}
