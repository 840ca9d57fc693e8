/** @file The limits of how long emitted code may be beside the user's source, and the networks that they are held on. */
import { MobileNetV2, ResNet50 } from '@tsfx/zoo'
import { emit, type Graph } from 'tsfx'
import { sizeOf, sizeOfModel } from './sourceSize.ts'
import type { QuantizedZooModel } from './zooInt8.ts'
import { ZOO, type ZooModel } from './zooModels.ts'

export const RATIOS = { traced: 1.3, fused: 1.3, int8: 1.6 } as const

export interface SizedModel {
  readonly name: string
  /** Its file in the zoo. */
  readonly source: string
  /** As many blocks as published, of few channels. */
  readonly narrow: ZooModel
  readonly full: ZooModel
}

const sized = (name: string, source: string, small: ZooModel['small']): SizedModel => {
  const model = ZOO.find((each) => each.name === name) as ZooModel
  const { full, fullInput } = model
  return { name, source, narrow: { ...model, small }, full: { ...model, small: full, input: fullInput } }
}

export const SIZED_MODELS: readonly SizedModel[] = [
  sized('MobileNetV2', 'mobileNetV2.ts', () => new MobileNetV2({ width: 0.25 })),
  sized('ResNet50', 'resNet50.ts', () => new ResNet50({ channels: 8 })),
]

export const emittedText = (graph: Graph): string => emit(graph, { name: 'net' })['net.fx.ts'] as string

/** Emitted lines for each of the user's own, of each form. */
export const ratiosOf = (source: string, graphs: QuantizedZooModel) =>
  (Object.keys(RATIOS) as (keyof typeof RATIOS)[]).map((form) => {
    const [own, emitted] = [sizeOfModel(source), sizeOf(emittedText(graphs[form]))]
    return { form, lines: emitted.lines / own.lines, code: emitted.code / own.code }
  })
