/** @file The models whose emitted code is kept beside this file: the zoo, small, and models that show one thing. */
import type { DimBindings } from '@tsfx/ir'
import type { Module } from '@tsfx/nn'
import { DigitsNet, ResNet50 } from '@tsfx/zoo'
import type { InputSpecs, TraceOptions } from 'tsfx'
import { ZOO, type ZooModel } from '../end-to-end/zooModels.ts'
import { Guarded } from './guarded/model.ts'
import { Lstm } from './lstm/model.ts'

export interface EmittedCase {
  /** Of its folder. */
  readonly name: string
  /** Where the model is written, from the root of the repository. */
  readonly source: string
  readonly make: () => Module
  readonly inputs: InputSpecs
  /** Of named dims, when it is evaluated. */
  readonly sizes: DimBindings
  readonly bounds?: Pick<TraceOptions, 'smallest' | 'largest'>
  /** What a call has besides tensors: whole arguments, behind those that are tensors. */
  readonly constants?: readonly unknown[]
}

const SIZES = { batch: 2, length: 5 }

const ofZoo = (model: string, name: string, source: string, make?: () => Module): EmittedCase => {
  const { small, input } = ZOO.find((each) => each.name === model) as ZooModel
  return { name, source: `packages/zoo/src/${source}`, make: make ?? small, inputs: input, sizes: SIZES }
}

export const EMITTED_CASES: readonly EmittedCase[] = [
  ofZoo('MobileNetV2', 'mobileNetV2', 'mobileNetV2.ts'),
  ofZoo('ResNet18', 'resNet18', 'resNet18.ts'),
  // As many blocks as published, which the code makes loops of.
  ofZoo('ResNet50', 'resNet50', 'resNet50.ts', () => new ResNet50({ channels: 8, classes: 10 })),
  ofZoo('ShuffleNetV2', 'shuffleNetV2', 'shuffleNetV2.ts'),
  ofZoo('SqueezeNet', 'squeezeNet', 'squeezeNet.ts'),
  ofZoo('UNet', 'uNet', 'uNet.ts'),
  ofZoo('GoogLeNet', 'googLeNet', 'googLeNet.ts'),
  ofZoo('TransformerEncoder', 'transformerEncoder', 'transformerEncoder.ts'),
  ofZoo('FpnBackbone', 'fpnBackbone', 'fpnBackbone.ts'),
  {
    name: 'digitsNet',
    source: 'packages/zoo/src/digitsNet.ts',
    make: () => new DigitsNet(),
    inputs: { x: ['batch', 28, 28, 1] },
    sizes: SIZES,
  },
  {
    name: 'lstm',
    source: 'test/emitted/lstm/model.ts',
    make: () => new Lstm(),
    inputs: { sequence: ['batch', 3, 4], start: ['batch', 6] },
    sizes: SIZES,
  },
  {
    name: 'guarded',
    source: 'test/emitted/guarded/model.ts',
    make: () => new Guarded(),
    inputs: { x: ['rows', 4], options: { scale: 0.5, mode: 'sum' }, training: false, mask: undefined },
    sizes: { rows: 3 },
    bounds: { smallest: { rows: 2 }, largest: { rows: 64 } },
    constants: [{ scale: 0.5, mode: 'sum' }],
  },
]
