/** @file Values of integer ops as the kernels take them. */
import type { QuantizedTensor, QuantizedWeight } from '@tsfx/runtime'
import { badInputs } from '../diagnostics.generated.ts'
import { isQuantizedTensor, isQuantizedWeight, type Value } from '../value.ts'

/** One object for each parameter, because a plan knows its operands by identity. */
const constants = new WeakMap<QuantizedWeight, QuantizedTensor>()

/**
 * `value` as a quantized tensor, which a parameter with one scale is as well.
 * @throws TSFX0511 when it is something else, a parameter with a scale for each channel too.
 */
export function quantizedInput(op: string, value: Value): QuantizedTensor {
  if (isQuantizedTensor(value)) return value
  if (!isQuantizedWeight(value)) throw badInputs({ op, problem: 'an input is not a quantized tensor' })
  if (value.axes.length > 0)
    throw badInputs({ op, problem: 'a parameter with a scale for each channel is no input' })
  return constants.get(value) ?? constant(value)
}

function constant(weight: QuantizedWeight): QuantizedTensor {
  const { data, shape, dtype, scale, zeroPoint } = weight
  const tensor = {
    kind: 'quantized',
    data,
    shape,
    dtype,
    scale: scale[0]!,
    zeroPoint: zeroPoint[0]!,
  } as const
  constants.set(weight, tensor)
  return tensor
}
