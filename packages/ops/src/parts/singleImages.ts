/** @file Convolutions and pools of one image `[H, W, C]`, which tfjs takes for a batch of one: reshaped there and back. */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import type { Tfjs } from '../tfjsBinding.ts'

const INTO = {
  conv2d: ['conv2d'],
  depthwiseConv2d: ['depthwiseConv2d'],
  maxPool: ['maxPool'],
  avgPool: ['avgPool'],
  pool: ['pool', 'maxPool', 'avgPool'],
}

/** Says whether a tensor is one image rather than a batch. */
export const isImage = (x: unknown): x is Tensor3D =>
  (x as { readonly shape?: readonly number[] } | null)?.shape?.length === 3

/** Says whether a call begins with one image. */
export const beginsWithImage = ([x]: readonly unknown[]): boolean => isImage(x)

/** `run` of the image as a batch, and the image it makes. */
export function asBatch(tf: Tfjs, image: Tensor3D, run: (batch: Tensor) => Tensor): Tensor {
  const result = run(tf.reshape(image, [1, ...image.shape]))
  return tf.reshape(result, result.shape.slice(1))
}

export const singleImages: readonly Composition[] = Object.entries(INTO).map(([name, into]) => ({
  from: [`tf.${name}`, `Tensor.${name}`],
  into: ['reshape', ...into],
  run(tf, [image, ...rest]) {
    const batched = tf[name as keyof typeof INTO] as (x: Tensor, ...rest: readonly unknown[]) => Tensor
    return asBatch(tf, image as Tensor3D, (batch) => batched(batch, ...rest))
  },
}))
