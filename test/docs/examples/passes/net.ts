import * as tf from '@tensorflow/tfjs-core'
import { BatchNorm2d, Conv2d, Linear, Module } from '@tsfx/nn'

export class Net extends Module {
  conv = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, bias: false })
  norm = new BatchNorm2d({ channels: 4 })
  head = new Linear({ inFeatures: 4, outFeatures: 3 })

  override forward(image: tf.Tensor4D): tf.Tensor[] {
    const features = tf.relu6(this.norm.forward(this.conv.forward(image)))
    // What is strong stays, what is weak fades.
    const gated = tf.mul(tf.sigmoid(features), features)
    const pooled = tf.mean<tf.Tensor2D>(gated, [1, 2])
    const logits = this.head.forward(pooled)
    const confidence = tf.sigmoid(logits)
    const weighted = tf.mul(logits, confidence)
    return [weighted, confidence]
  }
}
