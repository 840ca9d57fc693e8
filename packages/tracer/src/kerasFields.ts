/**
 * @file What a model or a layer of tfjs-layers is made of, under the names that Keras gives: `conv2d_1.kernel`, where the object itself
 * has `layers[0].kernel.val`. Recognised by shape, as tfjs-layers may be of any copy.
 */
import type { Tensor } from '@tensorflow/tfjs-core'

export interface KerasLayer {
  readonly name: string
  readonly inboundNodes: readonly unknown[]
  getClassName(): string
}

/** A model with inputs and outputs of its own; the layers inside of it are `layers`. */
export interface KerasModel extends KerasLayer {
  readonly inputs: readonly KerasInput[]
  readonly layers: readonly KerasLayer[]
  apply(inputs: unknown): unknown
}

export interface KerasInput {
  /** Null for a dim of any size, such as the batch. */
  readonly shape: readonly (number | null)[]
  readonly dtype: string
  readonly sourceLayer: KerasLayer
}

interface LayerVariable {
  /** `conv2d_1/kernel`. */
  readonly originalName: string
  readonly val: Tensor
}

export const isKerasLayer = (value: unknown): value is KerasLayer =>
  isSerializable(value) && 'inboundNodes' in value && 'name' in value && typeof value.name === 'string'

export const isKerasModel = (value: unknown): value is KerasModel =>
  isKerasLayer(value) && 'predict' in value && 'layers' in value && 'inputs' in value

/** Links of a layer to its model's graph, and second lists of what other fields hold. */
const LINKS =
  /^(inboundNodes|outboundNodes|inputs|outputs|nodesByDepth|containerNodes|inputLayers|outputLayers|model|_(nonT|t)rainableWeights)$/

/** Sublayers and weights by their own names; what only training uses (initializers, regularizers, optimizers) is left out. */
export function kerasFields(layer: KerasLayer): readonly (readonly [string, unknown])[] {
  return Object.entries(layer).flatMap(([key, item]: [string, unknown]) => {
    if (LINKS.test(key)) return []
    if (isLayerVariable(item)) return [[item.originalName.split('/').at(-1) as string, item.val] as const]
    if (Array.isArray(item) && key === 'layers')
      return item.map((inner: KerasLayer) => [layerPath(inner), inner] as const)
    return isSerializable(item) && !isKerasLayer(item) ? [] : [[key, item] as const]
  })
}

/** The names of its inputs; `inputNames` of a sequential model is empty until it is first called. */
export const kerasInputNames = ({ inputs }: KerasModel): readonly string[] =>
  inputs.map(({ sourceLayer }) => sourceLayer.name)

/** `block_1/expand` is a path in Keras as well. */
export const layerPath = ({ name }: KerasLayer): string => name.replaceAll('/', '.')

const isSerializable = (value: unknown): value is { getClassName(): string } =>
  typeof value === 'object' &&
  value !== null &&
  'getClassName' in value &&
  typeof value.getClassName === 'function'

const isLayerVariable = (value: unknown): value is LayerVariable =>
  typeof value === 'object' && value !== null && 'originalName' in value && 'val' in value
