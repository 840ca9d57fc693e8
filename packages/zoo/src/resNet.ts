/** @file Residual networks that classify (He et al. 2015): the body, the average over each channel, a linear layer. */
import type * as tf from '@tensorflow/tfjs-core'
import { GlobalAvgPool2d, Linear, Module } from '@tsfx/nn'
import { ResNetBody, type ResNetBodyOptions } from './resNetBody.ts'

export interface ResNetOptions extends ResNetBodyOptions {
  /** 1,000 by default. */
  readonly classes?: number
}

export class ResNet extends Module {
  body: ResNetBody
  average = new GlobalAvgPool2d()
  classifier: Linear

  constructor({ classes = 1000, ...options }: ResNetOptions) {
    super()
    this.body = new ResNetBody(options)
    this.classifier = new Linear({ inFeatures: this.body.outChannels[3], outFeatures: classes })
  }

  /** `[N, H, W, inChannels] -> [N, classes]` */
  override forward(image: tf.Tensor4D): tf.Tensor2D {
    const { c5 } = this.body.forward(image)
    const features = this.average.forward(c5)
    return this.classifier.forward(features)
  }
}
