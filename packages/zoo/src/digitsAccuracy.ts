import * as tf from '@tensorflow/tfjs-core'
import { type Digits, digitSize, pickDigits } from './digitsData.ts'
import type { DigitsNet } from './digitsNet.ts'

const batchSize = 250

/** Top-1 accuracy between 0 and 1 of `net`, which is put into evaluation mode. */
export function digitsAccuracy(net: DigitsNet, digits: Digits): number {
  net.eval()
  let correct = 0
  for (let start = 0; start < digits.count; start += batchSize) {
    const size = Math.min(batchSize, digits.count - start)
    const batch = pickDigits(
      digits,
      Array.from({ length: size }, (_, offset) => start + offset),
    )
    const guesses = tf.tidy(() => {
      const images = tf.tensor4d(batch.images, [size, digitSize, digitSize, 1])
      return tf.argMax(net.forward(images), 1).dataSync()
    })
    correct += batch.labels.filter((label, index) => label === guesses[index]).length
  }
  return correct / digits.count
}
