import { count, type Size2d, size2d } from './layerOptions.ts'

interface ConvolutionOptions {
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: Size2d
  readonly strides?: Size2d
}

/** The sizes of a convolution or of one reversed, `[height, width]` of kernel and stride. @throws TSFX0803 */
export const convolutionSizes = (
  layer: string,
  { inChannels, outChannels, kernelSize, strides = 1 }: ConvolutionOptions,
) => ({
  kernel: size2d(layer, 'kernelSize', kernelSize),
  inputs: count(layer, 'inChannels', inChannels),
  outputs: count(layer, 'outChannels', outChannels),
  strides: size2d(layer, 'strides', strides),
})
