/** @file `separableConv2d` as its two convolutions, which are quantized one by one. Source: tfjs `separable_conv2d.ts`. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'

export const separableConv2d: Composition = {
  from: ['tf.separableConv2d', 'Tensor.separableConv2d'],
  into: ['depthwiseConv2d', 'conv2d', 'reshape'],
  run(tf, [x, depthwiseFilter, pointwiseFilter, strides, pad, dilation = [1, 1], dataFormat = 'NHWC']) {
    const depthwise = tf.depthwiseConv2d(
      x as Tensor4D,
      depthwiseFilter as Tensor4D,
      strides as number,
      pad as 'same',
      dataFormat as 'NHWC',
      dilation as [number, number],
    )
    return tf.conv2d(depthwise, pointwiseFilter as Tensor4D, 1, 'valid', dataFormat as 'NHWC')
  },
}
