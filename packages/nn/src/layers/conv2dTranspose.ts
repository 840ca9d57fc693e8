/**
 * @file Transposed convolution over `[batch, height, width, channels]`: the gradient of a convolution with respect to its input
 * (Dumoulin & Visin 2016, section 4), which makes an image larger by its stride. Weight `[height, width, out, in]` as in
 * TensorFlow.js.
 */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { convolutionSizes } from '../convolutionSizes.ts'
import { wrongLayerOption } from '../diagnostics.generated.ts'
import type { Padding2d, Size2d } from '../layerOptions.ts'
import { Module } from '../module.ts'
import { heUniform, parameter } from '../variables.ts'

export interface Conv2dTransposeOptions {
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: Size2d
  readonly strides?: Size2d
  /** That of the convolution which this one reverses; a number needs a square kernel and stride. */
  readonly pad?: Padding2d
  readonly bias?: boolean
}

export class Conv2dTranspose extends Module {
  readonly strides: [number, number]
  readonly pad: Padding2d
  weight: tf.Variable<tf.Rank.R4>
  bias: tf.Variable<tf.Rank.R1> | null

  /** @throws TSFX0803 */
  constructor({ pad = 'valid', bias = true, ...sizes }: Conv2dTransposeOptions) {
    super()
    const { kernel, inputs, outputs, strides } = convolutionSizes('Conv2dTranspose', sizes)
    const [height, width] = kernel
    const [down, right] = strides
    this.strides = strides
    this.pad = pad
    if (typeof pad === 'number' && (height !== width || down !== right)) {
      throw wrongLayerOption({
        layer: 'Conv2dTranspose',
        option: 'pad',
        requirement: "'same' or 'valid', as kernel or stride is not square",
        value: pad,
      })
    }
    // Each output is a sum over the inputs whose windows reach it.
    const reaching = Math.max(1, (height * width) / (down * right))
    this.weight = heUniform<tf.Rank.R4>([height, width, outputs, inputs], inputs * reaching)
    this.bias = bias ? parameter(outputs, 0) : null
  }

  /** `[N, H, W, inChannels] -> [N, H', W', outChannels]`; `same` gives `H' = H * stride`, `valid` `(H - 1) * stride + kernel`. */
  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const tf = boundTfjs()
    const [batch, height, width] = x.shape
    const outShape: tf.Tensor4D['shape'] = [
      batch,
      this.sizeAfter(height, 0),
      this.sizeAfter(width, 1),
      this.weight.shape[2],
    ]
    const y = tf.conv2dTranspose(x, this.weight, outShape, this.strides, this.pad)
    return this.bias ? tf.add(y, this.bias) : y
  }

  private sizeAfter(size: number, axis: 0 | 1): number {
    const stride = this.strides[axis]
    if (this.pad === 'same') return size * stride
    return (size - 1) * stride + this.weight.shape[axis] - 2 * (this.pad === 'valid' ? 0 : this.pad)
  }
}
