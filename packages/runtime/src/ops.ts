/**
 * @file The ops as emitted code calls them, over one dispatch function: run at once (`scalarOps`), recorded, or
 * stepped through a plan.
 */
import { checkOptions } from './checkOptions.ts'
import { notQuantized } from './diagnostics.generated.ts'
import type { OpName, OptionsOf, QuantizedOps } from './quantizedOps.ts'
import {
  type FloatInput,
  type FloatTensor,
  isQuantized,
  type QuantizedTensor,
  type Value,
} from './quantizedTensor.ts'
import type { RoundingMode } from './rounding.ts'
import type { WeightedLayer } from './weightedLayer.ts'

/** Carries out one op. A float operand is passed as the caller gave it, so that it can be recognised. */
export type Dispatch = <Op extends OpName>(
  op: Op,
  inputs: readonly (QuantizedTensor | FloatInput)[],
  options: OptionsOf[Op],
  layer?: WeightedLayer,
) => Value

/** Reads a tf.Tensor's values; float data passes through. */
export function floatTensor(x: FloatInput): FloatTensor {
  if (!('dataSync' in x)) return x
  return { data: Float32Array.from(x.dataSync()), shape: x.shape }
}

const NO_OPTIONS: Record<string, never> = {}

/** `output` may be a tensor, meaning "quantized as this one"; a plan records its parameters, not its data. */
function plain<Options extends object>(options: Options): Options {
  if (!('output' in options && options.output instanceof Object && isQuantized(options.output)))
    return options
  const { scale, zeroPoint, dtype } = options.output
  return { ...options, output: { scale, zeroPoint, dtype } }
}

/** The ops in terms of `dispatch`. */
export function opsOver(rounding: RoundingMode, dispatch: Dispatch): QuantizedOps {
  const quantized: (...call: Parameters<Dispatch>) => QuantizedTensor = (op, inputs, options, layer) => {
    inputs.forEach((input, operand) => {
      if (op !== 'quantize' && !isQuantized(input)) throw notQuantized({ op, operand })
    })
    const given = plain(options)
    checkOptions(op, given)
    return dispatch(op, inputs, given, layer) as QuantizedTensor
  }
  function dequantize(x: QuantizedTensor): FloatTensor
  function dequantize<T>(
    x: QuantizedTensor,
    tf: { tensor(data: Float32Array, shape: number[], dtype: 'float32'): T },
  ): T
  function dequantize<T>(
    x: QuantizedTensor,
    tf?: { tensor(data: Float32Array, shape: number[], dtype: 'float32'): T },
  ): T | FloatTensor {
    if (!isQuantized(x)) throw notQuantized({ op: 'dequantize', operand: 0 })
    const value = dispatch('dequantize', [x], NO_OPTIONS) as FloatTensor
    return tf ? tf.tensor(value.data, [...value.shape], 'float32') : value
  }
  return {
    rounding,
    quantize: (x, output) => quantized('quantize', [x], { output }),
    dequantize,
    requantize: (x, output) => quantized('requantize', [x], { output }),
    conv2d: (x, layer, options) => quantized('conv2d', [x], options, layer),
    depthwiseConv2d: (x, layer, options) => quantized('depthwiseConv2d', [x], options, layer),
    linear: (x, layer, options) => quantized('linear', [x], options, layer),
    matMul: (a, b, options) => quantized('matMul', [a, b], options),
    add: (a, b, options) => quantized('add', [a, b], options),
    mul: (a, b, options) => quantized('mul', [a, b], options),
    concat: (xs, options) => quantized('concat', xs, options),
    maxPool: (x, options) => quantized('maxPool', [x], options),
    avgPool: (x, options) => quantized('avgPool', [x], options),
    mean: (x, options) => quantized('mean', [x], options),
    reshape: (x, shape) => quantized('reshape', [x], { shape }),
    flatten: (x) => quantized('flatten', [x], NO_OPTIONS),
    pad: (x, paddings, constantValue = 0) => quantized('pad', [x], { paddings, constantValue }),
    relu: (x, options) => quantized('relu', [x], options),
    relu6: (x, options) => quantized('relu6', [x], options),
    sigmoid: (x, options) => quantized('sigmoid', [x], options),
    softmax: (x, options) => quantized('softmax', [x], options),
  }
}
