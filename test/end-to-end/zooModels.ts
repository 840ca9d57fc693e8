/** @file The zoo as tests take it: each model small, with an input that its shape allows, and as published. */
import type * as tf from '@tensorflow/tfjs-core'
import type { Module } from '@tsfx/nn'
import {
  FpnBackbone,
  GoogLeNet,
  MobileNetV2,
  type Pyramid,
  ResNet18,
  ResNet50,
  ShuffleNetV2,
  SqueezeNet,
  TransformerEncoder,
  UNet,
} from '@tsfx/zoo'

/** What forward gives. */
export type Outputs = tf.Tensor | Pyramid

/** A model or a module emitted of one. */
export interface Predictor {
  forward(...inputs: tf.Tensor[]): Outputs
  dispose(): void
}

/** As far as types tell, it takes any tensors; which ones, is in the table. */
export type ZooModule = Module & Predictor

export type ZooInput = Readonly<Record<string, readonly (string | number)[]>>

export interface ZooModel {
  /** Of the graph: the name of the class. */
  readonly name: string
  /** Few channels and blocks, but every kind of them: each line of forward runs. */
  readonly small: () => ZooModule
  /** As published. */
  readonly full: () => ZooModule
  /** The input of the small model, by the name of forward's parameter; dims by name or number. */
  readonly input: ZooInput
  /** The input of the full model. */
  readonly fullInput: ZooInput
  /** Files of packages/zoo/src that its forward is written in. */
  readonly sources: readonly string[]
}

const image = (size: number, channels = 3): ZooInput => ({ image: ['batch', size, size, channels] })

export const ZOO: readonly ZooModel[] = [
  {
    name: 'MobileNetV2',
    small: () => new MobileNetV2({ width: 0.25, classes: 10 }),
    full: () => new MobileNetV2(),
    input: image(32),
    fullInput: image(224),
    sources: ['mobileNetV2.ts'],
  },
  {
    name: 'ResNet18',
    small: () => new ResNet18({ channels: 8, classes: 10 }),
    full: () => new ResNet18(),
    input: image(32),
    fullInput: image(224),
    sources: ['resNet.ts', 'resNetBody.ts#BasicBlock', 'resNetBody.ts#ResNetBody'],
  },
  {
    name: 'ResNet50',
    small: () => new ResNet50({ channels: 8, classes: 10, depths: [1, 2, 1, 1] }),
    full: () => new ResNet50(),
    input: image(32),
    fullInput: image(224),
    sources: ['resNet.ts', 'resNetBody.ts#Bottleneck', 'resNetBody.ts#ResNetBody'],
  },
  {
    name: 'ShuffleNetV2',
    small: () => new ShuffleNetV2({ channels: [8, 8, 16, 32, 64], repeats: [2, 2, 2], classes: 10 }),
    full: () => new ShuffleNetV2(),
    input: image(32),
    fullInput: image(224),
    sources: ['shuffleNetV2.ts'],
  },
  {
    name: 'SqueezeNet',
    small: () => new SqueezeNet({ width: 0.25, classes: 10 }),
    full: () => new SqueezeNet(),
    input: image(32),
    fullInput: image(224),
    sources: ['squeezeNet.ts'],
  },
  {
    name: 'UNet',
    small: () => new UNet({ channels: 8, depth: 2 }),
    full: () => new UNet(),
    input: image(32, 1),
    // Fully convolutional: all of its layers have work at a ninth of the size in the paper as well.
    fullInput: image(64, 1),
    sources: ['uNet.ts'],
  },
  {
    name: 'UNet, nearest',
    small: () => new UNet({ channels: 8, depth: 2, upsampling: 'nearest' }),
    full: () => new UNet({ upsampling: 'nearest' }),
    input: image(32, 1),
    // Fully convolutional: all of its layers have work at a ninth of the size in the paper as well.
    fullInput: image(64, 1),
    sources: ['uNet.ts'],
  },
  {
    name: 'GoogLeNet',
    small: () => new GoogLeNet({ width: 0.125, classes: 10 }),
    full: () => new GoogLeNet(),
    input: image(32),
    fullInput: image(224),
    sources: ['googLeNet.ts'],
  },
  {
    name: 'TransformerEncoder',
    small: () => new TransformerEncoder({ features: 16, heads: 2, depth: 2 }),
    full: () => new TransformerEncoder(),
    input: { tokens: ['batch', 'length', 16] },
    fullInput: { tokens: ['batch', 'length', 768] },
    sources: ['transformerEncoder.ts'],
  },
  {
    name: 'FpnBackbone',
    small: () => new FpnBackbone({ channels: 8, depths: [1, 1, 1, 2], pyramidChannels: 8 }),
    full: () => new FpnBackbone(),
    // Not a multiple of 32, so that levels are not twice as large as the one above.
    input: image(72),
    fullInput: image(256),
    sources: ['fpnBackbone.ts', 'resNetBody.ts#Bottleneck', 'resNetBody.ts#ResNetBody'],
  },
]
