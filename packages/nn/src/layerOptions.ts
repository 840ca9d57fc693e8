/** @file The spatial options that layers share, in the terms of TensorFlow.js. */
import { wrongLayerOption } from './diagnostics.generated.ts'

/** `[height, width]`, or one number for both. */
export type Size2d = number | readonly [number, number]

/** `same` keeps the size at stride 1, `valid` adds nothing, a number adds as many zeros on every side. */
export type Padding2d = 'same' | 'valid' | number

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
