/** @file The values of a weighted integer op as the kernels take them. */
import type { QuantizedTensor, QuantizedWeight, WeightedLayer } from '@tsfx/runtime'
import { badInputs } from '../diagnostics.generated.ts'
import { isQuantizedTensor, isTensor, type Value } from '../value.ts'

/** One object per weight, because kernels keep what they prepare for a layer by its identity. */
const layers = new WeakMap<QuantizedWeight, WeightedLayer>()

/**
 * Input and layer of a weighted op.
 * @throws TSFX0511 when a value is not of the kind the op takes.
 */
export function evaluateLayer(op: string, x: Value, weight: Value, bias: Value | null): WeightedLayer & { readonly x: QuantizedTensor } {
  if (!isQuantizedTensor(x)) throw badInputs({ op, problem: 'x is not a quantized tensor' })
  if (!isQuantizedWeight(weight)) throw badInputs({ op, problem: 'weight is not a quantized parameter' })
  if (bias !== null && !isTensor(bias)) throw badInputs({ op, problem: 'bias is not an int32 parameter' })
  let layer = layers.get(weight)
  if (!layer) {
    layer = bias === null ? { weight } : { weight, bias: bias.dataSync() as Int32Array }
    layers.set(weight, layer)
  }
  return { ...layer, x }
}

/** Says whether `value` is a quantized weight, by shape. */
export const isQuantizedWeight = (value: Value): value is QuantizedWeight =>
  typeof value === 'object' && 'axes' in value && value.scale instanceof Float32Array
