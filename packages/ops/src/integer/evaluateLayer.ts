/** @file The values of a weighted integer op as the kernels take them. */
import type { QuantizedTensor, QuantizedWeight, WeightedLayer } from '@tsfx/runtime'
import { badInputs } from '../diagnostics.generated.ts'
import { isQuantizedWeight, isTensor, type Value } from '../value.ts'
import { quantizedInput } from './quantizedInput.ts'

/** The same object for the same weight and bias, because kernels keep what they prepare for a layer by its identity. */
const layers = new WeakMap<QuantizedWeight, WeightedLayer[]>()

/**
 * Input and layer of a weighted op.
 * @throws TSFX0511 when a value is not of the kind the op takes.
 */
export function evaluateLayer(
  op: string,
  x: Value,
  weight: Value,
  bias: Value | null,
): readonly [QuantizedTensor, WeightedLayer] {
  if (!isQuantizedWeight(weight)) throw badInputs({ op, problem: 'weight is not a quantized parameter' })
  if (bias !== null && !isTensor(bias)) throw badInputs({ op, problem: 'bias is not an int32 parameter' })
  return [quantizedInput(op, x), layerOf(weight, bias && (bias.dataSync() as Int32Array))]
}

function layerOf(weight: QuantizedWeight, bias: Int32Array | null): WeightedLayer {
  const known = layers.get(weight) ?? []
  const same = known.find((layer) => sameBias(layer.bias, bias))
  if (same) return same
  const layer = bias ? { weight, bias } : { weight }
  layers.set(weight, [...known, layer])
  return layer
}

const sameBias = (a: Int32Array | undefined, b: Int32Array | null): boolean =>
  a && b ? a.length === b.length && a.every((value, i) => value === b[i]) : !a && !b
