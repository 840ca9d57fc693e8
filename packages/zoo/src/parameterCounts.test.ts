/** @file Sizes of the full models against what was published of them, so that a layer of another size, or one too few, is seen. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import type { Module } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { FpnBackbone } from './fpnBackbone.ts'
import { GoogLeNet, InceptionBlock } from './googLeNet.ts'
import { MobileNetV2 } from './mobileNetV2.ts'
import { ResNet18 } from './resNet18.ts'
import { ResNet50 } from './resNet50.ts'
import { SHUFFLE_NET_V2_CHANNELS, ShuffleNetV2 } from './shuffleNetV2.ts'
import { SqueezeNet } from './squeezeNet.ts'
import { TransformerEncoder, TransformerEncoderLayer } from './transformerEncoder.ts'
import { UNet } from './uNet.ts'

let tensorsBefore: number
beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
  tensorsBefore = tf.memory().numTensors
})

/** Counts, and frees the model before the next is made. */
function countParameters(model: Module): number {
  const sizes = Array.from(model.namedParameters().values(), ({ size }) => size)
  model.dispose()
  return sizes.reduce((sum, size) => sum + size, 0)
}

describe('parameters of the full models', () => {
  it.each<[string, () => Module, number]>([
    // As torchvision lists them.
    ['MobileNetV2 1.0, 3.50 M', () => new MobileNetV2(), 3_504_872],
    ['ResNet-18, 11.69 M', () => new ResNet18(), 11_689_512],
    ['ResNet-50, 25.56 M', () => new ResNet50(), 25_557_032],
    ['ShuffleNetV2 0.5x, 1.37 M', () => shuffleNet('0.5x'), 1_366_792],
    ['ShuffleNetV2 1x, 2.28 M', () => shuffleNet('1x'), 2_278_604],
    ['ShuffleNetV2 1.5x, 3.50 M', () => shuffleNet('1.5x'), 3_503_624],
    ['ShuffleNetV2 2x, 7.39 M', () => shuffleNet('2x'), 7_393_996],
    ['SqueezeNet 1.0, 1.25 M', () => new SqueezeNet(), 1_248_424],
    // torchvision's resnet_fpn_backbone, which freezes the 53,120 of batch norm and then counts 26,799,296.
    ['ResNet-50 with FPN, 26.85 M', () => new FpnBackbone(), 26_852_416],
    // The authors' release in Caffe, without auxiliary classifiers.
    ['GoogLeNet, 7.00 M', () => new GoogLeNet(), 6_998_552],
    ['U-Net, 31.03 M', () => new UNet(), 31_030_658],
    ['U-Net with nearest upsampling, 31.03 M', () => new UNet({ upsampling: 'nearest' }), 31_030_658],
    // torch's TransformerEncoderLayer(512, 8), and the encoder of BERT-base.
    ['a transformer layer, 3.15 M', () => new TransformerEncoderLayer(512, 8, 2048), 3_152_384],
    ['BERT-base encoder, 85.05 M', () => new TransformerEncoder(), 85_054_464],
  ])('%s', (_, make, parameters) => {
    expect(countParameters(make())).toBe(parameters)
  })

  it('an inception block, without biases: 159 K in Table 1', () => {
    const channels = { pixel: 64, reduce3: 96, conv3: 128, reduce5: 16, conv5: 32, pool: 32 }
    const block = new InceptionBlock(192, channels)
    const biases = 64 + 96 + 128 + 16 + 32 + 32
    expect(Math.floor((countParameters(block) - biases) / 1024)).toBe(159)
  })

  it('are freed', () => {
    expect(tf.memory().numTensors).toBe(tensorsBefore)
  })
})

const shuffleNet = (width: keyof typeof SHUFFLE_NET_V2_CHANNELS): ShuffleNetV2 =>
  new ShuffleNetV2({ channels: SHUFFLE_NET_V2_CHANNELS[width] })
