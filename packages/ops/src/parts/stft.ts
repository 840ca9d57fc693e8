/** @file `signal.stft`, which takes a function for its window. Source: tfjs `stft.ts`. */
import type { Tensor1D } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'

export const stft: Composition = {
  from: ['tf.signal.stft'],
  into: ['frame', 'mul', 'rfft'],
  run(tf, [signal, frameLength, frameStep, fftLength, windowFn = tf.signal.hannWindow]) {
    const length = frameLength as number
    const frames = tf.signal.frame(signal as Tensor1D, length, frameStep as number)
    const window = (windowFn as (length: number) => Tensor1D)(length)
    return tf.spectral.rfft(
      tf.mul(frames, window),
      (fftLength as number | undefined) ?? tf.enclosingPowerOfTwo(length),
    )
  },
}
