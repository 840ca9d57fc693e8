/**
 * @file What a kernel is: the type of its result, and a preparation that does all that is the same for every
 * call (multipliers, tables, the overflow proof) and returns the scalar computation.
 */

import { notQuantized, shapeMismatch } from '../diagnostics.generated.ts'
import { type OutputRange, outputRange } from '../outputRange.ts'
import type { Activation, OpName, OptionsOf, OutputSpec } from '../quantizedOps.ts'
import {
  type FloatTensor,
  isQuantized,
  type QuantizedTensor,
  type QuantizedType,
  sizeOf,
  type Value,
  type ValueType,
} from '../quantizedTensor.ts'
import type { RoundingMode } from '../rounding.ts'
import type { WeightedLayer } from '../weightedLayer.ts'

/** One call of an op: everything about it but the values. */
export interface Call<Op extends OpName = OpName> {
  readonly op: Op
  readonly inputTypes: readonly ValueType[]
  readonly options: OptionsOf[Op]
  readonly layer?: WeightedLayer | undefined
}

/** The scalar computation: reads `inputs` and writes a value of type `output`, whose batch may be any. */
export type Run = (inputs: readonly Value[], output: ValueType) => Value

export interface Kernel<Op extends OpName = OpName> {
  /** Type of the result. @throws TSFX6002, TSFX6003, TSFX6004, TSFX6005 on operands the op cannot take */
  outputType(call: Call<Op>): ValueType
  /** @throws TSFX6001 when an int32 accumulator could overflow */
  prepare(call: Call<Op>, rounding: RoundingMode): Run
}

/** The type of operand `index`, which must be quantized. */
export function quantizedInput(call: Call, index = 0): QuantizedType {
  const type = call.inputTypes[index]
  if (type === undefined) throw shapeMismatch({ op: call.op, problem: 'it was called without an operand' })
  if (type.dtype === 'float32') throw notQuantized({ op: call.op, operand: index })
  return type
}

/** Operand `index` of a run; `outputType` has checked that it is quantized. */
export const quantizedValue = (inputs: readonly Value[], index = 0): QuantizedTensor =>
  inputs[index] as QuantizedTensor

/** The float operand of quantize. @throws TSFX6002 */
export function floatValue(inputs: readonly Value[]): FloatTensor {
  const value = inputs[0]!
  if (isQuantized(value) || value.data.length !== sizeOf(value.shape)) {
    throw shapeMismatch({ op: 'quantize', problem: `its input is not float data of shape [${value.shape}]` })
  }
  return value
}

/** A tensor of a type whose shape has been derived. */
export const tensorOf = (data: QuantizedTensor['data'], type: QuantizedType): QuantizedTensor => ({
  kind: 'quantized',
  data,
  shape: type.shape,
  dtype: type.dtype,
  scale: type.scale,
  zeroPoint: type.zeroPoint,
})

/** The result's storage range; `type` is the call's output type at any batch. */
export const rangeOf = (
  output: OutputSpec,
  type: ValueType,
  rounding: RoundingMode,
  activation?: Activation,
): OutputRange => outputRange(output, type as QuantizedType, rounding, activation)
