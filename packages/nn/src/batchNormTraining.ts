/**
 * @file Batch normalisation by the statistics of the batch, as a pure function. Forward and backward are those of
 * Ioffe & Szegedy 2015, section 3; the backward is written out because the composition of tfjs gradients
 * passes over the activations about four times as often.
 */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'

export interface BatchNormTraining {
  /** `[N, H, W, C]` */
  readonly y: tf.Tensor4D
  /** `[C]`; carries no gradient. */
  readonly mean: tf.Tensor1D
  /** `[C]`, biased (divided by the number of samples); carries no gradient. */
  readonly variance: tf.Tensor1D
}

/** Normalises `x` `[N, H, W, C]` per channel; the gradient flows through the batch statistics into `x`. */
export function batchNormTraining(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNormTraining {
  const tf = boundTfjs()
  const mean = channelMean(x)
  const variance = channelMean(tf.square(tf.sub(x, mean)))
  const normalise = tf.customGrad((...inputs) => {
    const [x, gamma, beta, save] = inputs as unknown as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ]
    const inverse = tf.rsqrt(tf.add(variance, epsilon))
    const normal = tf.mul(tf.sub(x, mean), inverse)
    save([normal, inverse, gamma])
    return {
      value: tf.add(tf.mul(normal, gamma), beta),
      gradFunc: (dy, [normal, inverse, gamma]) =>
        backward(dy as tf.Tensor4D, normal as tf.Tensor4D, inverse!, gamma!),
    }
  })
  return { y: normalise(x, gamma, beta) as tf.Tensor4D, mean, variance }
}

/** Gradients for x, gamma and beta; `normal` is the normalised x, `inverse` is 1 / sqrt(variance + epsilon). */
function backward(dy: tf.Tensor4D, normal: tf.Tensor4D, inverse: tf.Tensor, gamma: tf.Tensor): tf.Tensor[] {
  const tf = boundTfjs()
  const samples = dy.size / gamma.size
  const meanDy = channelMean(dy)
  const meanDyNormal = channelMean(tf.mul(dy, normal))
  const centred = tf.sub(tf.sub(dy, meanDy), tf.mul(normal, meanDyNormal))
  return [tf.mul(centred, tf.mul(gamma, inverse)), tf.mul(meanDyNormal, samples), tf.mul(meanDy, samples)]
}

/** The mean of every channel, as a product with a row of 1 / samples: a reduction over outer axes would transpose. */
function channelMean(x: tf.Tensor4D): tf.Tensor1D {
  const tf = boundTfjs()
  const channels = x.shape[3]
  const samples = x.size / channels
  return tf.reshape(tf.matMul(tf.fill([1, samples], 1 / samples), tf.reshape(x, [samples, channels])), [
    channels,
  ])
}
