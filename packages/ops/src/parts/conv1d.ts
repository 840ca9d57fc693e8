/** @file `conv1d`: a convolution of images of height 1, which is quantized as any other. */
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import { badInputs } from '../diagnostics.generated.ts'

export const conv1d: Composition = {
  from: ['tf.conv1d', 'Tensor.conv1d'],
  into: ['reshape', 'conv2d'],
  run(tf, call) {
    const [x, filter] = call as [Tensor, Tensor3D]
    const [, , stride, pad, dataFormat = 'NWC', dilation = 1, dimRoundingMode] = call
    if (dataFormat !== 'NWC' || filter.shape.length !== 3 || (x.rank !== 3 && x.rank !== 2)) {
      throw badInputs({
        op: 'tf.conv1d',
        problem: `x must be [N, W, C] or [W, C], and the filter [width, in, out], not [${x.shape}] and [${filter.shape}] in ${dataFormat}`,
      })
    }
    const [width, inChannels] = x.shape.slice(-2) as [number, number]
    const batch = x.shape.slice(0, -2)
    const y = tf.conv2d(
      tf.reshape(x, [batch[0] ?? 1, 1, width, inChannels]) as Tensor4D,
      tf.reshape(filter, [1, ...filter.shape]),
      [1, stride as number],
      pad as 'same',
      'NHWC',
      [1, dilation as number],
      dimRoundingMode as 'floor',
    )
    return tf.reshape(y, [...batch, ...y.shape.slice(2)])
  },
}
