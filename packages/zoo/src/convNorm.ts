/**
 * @file The unit most of the models here are made of: a convolution, its batch norm and, where asked for, an activation. The norm
 * has its own offset, so the convolution needs no bias (Ioffe & Szegedy 2015, section 3.2).
 */
import type * as tf from '@tensorflow/tfjs-core'
import { BatchNorm2d, Conv2d, DepthwiseConv2d, ReLU, ReLU6, Sequential } from '@tsfx/nn'

export interface ConvNormOptions {
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: number
  readonly strides?: number
  /** None by default. */
  readonly activation?: 'relu' | 'relu6'
}

/** Convolution, batch norm, activation: `[N, H, W, inChannels] -> [N, H / strides, W / strides, outChannels]`. */
export function convNorm(options: ConvNormOptions): Sequential<tf.Tensor4D> {
  const { inChannels, outChannels, kernelSize, strides = 1, activation } = options
  const pad = (kernelSize - 1) / 2
  const conv = new Conv2d({ inChannels, outChannels, kernelSize, strides, pad, bias: false })
  return new Sequential(conv, new BatchNorm2d({ channels: outChannels }), ...activations(activation))
}

/** The same with one filter for each channel: `[N, H, W, channels] -> [N, H / strides, W / strides, channels]`. */
export function depthwiseConvNorm(
  options: Omit<ConvNormOptions, 'inChannels' | 'outChannels'> & { readonly channels: number },
): Sequential<tf.Tensor4D> {
  const { channels, kernelSize, strides = 1, activation } = options
  const pad = (kernelSize - 1) / 2
  const conv = new DepthwiseConv2d({ channels, kernelSize, strides, pad, bias: false })
  return new Sequential(conv, new BatchNorm2d({ channels }), ...activations(activation))
}

function activations(activation: ConvNormOptions['activation']): readonly (ReLU | ReLU6)[] {
  if (activation === undefined) return []
  return [activation === 'relu' ? new ReLU() : new ReLU6()]
}
