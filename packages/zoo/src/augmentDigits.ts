/**
 * @file Makes new training digits out of old ones: a small random rotation, scaling, slant and shift, sampled
 * bilinearly. Source of the idea: LeCun et al. 1998, section III-A (distortions of MNIST).
 */
import type { RandomGenerator } from '@tsfx/nn'
import { type Digits, digitSize } from './digitsData.ts'

const maxRotation = (12 * Math.PI) / 180
const maxScaling = 0.12
const maxSlant = 0.15
/** In pixels. */
const maxShift = 2

/** The same digits, each distorted on its own. */
export function augmentDigits(digits: Digits, random: RandomGenerator): Digits {
  const pixels = digitSize * digitSize
  const images = new Float32Array(digits.images.length)
  for (let digit = 0; digit < digits.count; digit++) {
    const range = [digit * pixels, (digit + 1) * pixels] as const
    distort(digits.images.subarray(...range), images.subarray(...range), random)
  }
  return { ...digits, images }
}

function distort(from: Float32Array, to: Float32Array, random: RandomGenerator): void {
  const within = (limit: number): number => (2 * random.uniform() - 1) * limit
  const angle = within(maxRotation)
  const scaleX = 1 + within(maxScaling)
  const scaleY = 1 + within(maxScaling)
  const slant = within(maxSlant)
  const [shiftX, shiftY] = [within(maxShift), within(maxShift)]
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const centre = (digitSize - 1) / 2
  for (let row = 0; row < digitSize; row++) {
    for (let column = 0; column < digitSize; column++) {
      const y = (row - centre) * scaleY
      const x = (column - centre) * scaleX + slant * y
      to[row * digitSize + column] = sample(
        from,
        centre + sin * x + cos * y + shiftY,
        centre + cos * x - sin * y + shiftX,
      )
    }
  }
}

/** The value between pixels, by how near each of the four neighbours is; zero outside the image. */
function sample(image: Float32Array, y: number, x: number): number {
  const row = Math.floor(y)
  const column = Math.floor(x)
  const [down, right] = [y - row, x - column]
  const upper = (1 - right) * pixel(image, row, column) + right * pixel(image, row, column + 1)
  const lower = (1 - right) * pixel(image, row + 1, column) + right * pixel(image, row + 1, column + 1)
  return (1 - down) * upper + down * lower
}

function pixel(image: Float32Array, row: number, column: number): number {
  const inside = row >= 0 && row < digitSize && column >= 0 && column < digitSize
  return inside ? image[row * digitSize + column]! : 0
}
