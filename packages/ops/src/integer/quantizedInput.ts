/** @file Values of integer ops as the kernels take them. */
import type { QuantizedTensor } from '@tsfx/runtime'
import { badInputs } from '../diagnostics.generated.ts'
import { isQuantizedTensor, type Value } from '../value.ts'

/** `value`, seen to be a quantized tensor. @throws TSFX0511 when it is something else. */
export function quantizedInput(op: string, value: Value): QuantizedTensor {
  if (!isQuantizedTensor(value)) throw badInputs({ op, problem: 'an input is not a quantized tensor' })
  return value
}
