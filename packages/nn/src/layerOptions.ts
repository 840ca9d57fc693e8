/** @file The spatial options that layers share, in the terms of TensorFlow.js. */
import { wrongLayerOption } from './diagnostics.generated.ts'

/** `[height, width]`, or one number for both. */
export type Size2d = number | readonly [number, number]

/** `same` keeps the size at stride 1, `valid` adds nothing, a number adds as many zeros on every side. */
export type Padding2d = 'same' | 'valid' | number

/** `Padding2d` as TensorFlow.js is given it. */
export type TfjsPadding = Padding2d | [[0, 0], [number, number], [number, number], [0, 0]]

/**
 * Spells a number out where tfjs 4.22 would get it wrong: it computes the width from the kernel and stride of
 * the height (and tfjs-backend-wasm then writes out of bounds).
 */
export function tfjsPadding(
  pad: Padding2d,
  kernel: readonly number[],
  strides: readonly number[],
): TfjsPadding {
  if (typeof pad !== 'number' || (kernel[0] === kernel[1] && strides[0] === strides[1])) return pad
  return [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ]
}

/**
 * Both sides of a size.
 * @throws TSFX0803 when one is not a positive integer.
 */
export function size2d(layer: string, option: string, size: Size2d): [number, number] {
  const [height, width] = typeof size === 'number' ? [size, size] : size
  return [count(layer, option, height), count(layer, option, width)]
}

/**
 * A number of channels, features or pixels.
 * @throws TSFX0803 when it is not a positive integer.
 */
export function count(layer: string, option: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw wrongLayerOption({ layer, option, requirement: 'a positive integer', value: String(value) })
  }
  return value
}
