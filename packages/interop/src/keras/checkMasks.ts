/**
 * @file Masks that tfjs-layers 4.22 drops. In Keras, GlobalAveragePooling1D averages the steps that are not masked; in tfjs it does not take
 * a mask, and averages all of them.
 */
import { unsupportedLayerOption } from '../diagnostics.generated.ts'
import type { TopologyLayer } from './eachLayer.ts'

const MASKS: ReadonlyMap<string, string> = new Map([
  ['Masking', 'mask_value'],
  ['Embedding', 'mask_zero'],
])

/**
 * Refuses a mask in a model that averages steps, without following where it goes.
 * @throws TSFX5012 naming the layer that makes the mask
 */
export function checkMasks(layers: readonly TopologyLayer[]): void {
  if (!layers.some(({ className }) => className === 'GlobalAveragePooling1D')) return
  for (const { path, className, config } of layers) {
    const option = MASKS.get(className)
    if (option === undefined || (className === 'Embedding' && config.mask_zero !== true)) continue
    const value = JSON.stringify(config[option] ?? 0)
    throw unsupportedLayerOption({ layer: path, className, option, value }, { node: path })
  }
}
