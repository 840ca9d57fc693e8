/**
 * @file The object that emitted code calls `q`: its ops, and the options of each.
 */
import type { FloatInput, FloatTensor, QuantizedDType, QuantizedTensor } from './quantizedTensor.ts'
import type { RoundingMode } from './rounding.ts'
import type { WeightedLayer } from './weightedLayer.ts'

/** Quantization of a result. */
export interface OutputSpec {
  /** Real value per step; rounded to float32. */
  readonly scale: number
  readonly zeroPoint: number
  /** Default: int8. */
  readonly dtype?: QuantizedDType | undefined
  /** Narrower storage range, such as 0..127 for 7-bit activations. */
  readonly qmin?: number | undefined
  readonly qmax?: number | undefined
}

export type Activation = 'relu' | 'relu6'
type Pair<T> = readonly [T, T]
/** Padding as tf.conv2d takes it; explicit pairs are those of N, H, W and C. */
export type Pad =
  | 'same'
  | 'valid'
  | number
  | readonly [Pair<number>, Pair<number>, Pair<number>, Pair<number>]

export interface OutputOptions {
  readonly output: OutputSpec
}
export interface ActivationOptions extends OutputOptions {
  readonly activation?: Activation | undefined
}
export interface Conv2dOptions extends ActivationOptions {
  readonly strides?: number | Pair<number> | undefined
  readonly pad: Pad
  readonly dilations?: number | Pair<number> | undefined
}
export interface MatMulOptions extends OutputOptions {
  readonly transposeA?: boolean | undefined
  readonly transposeB?: boolean | undefined
}
export interface ConcatOptions extends OutputOptions {
  readonly axis: number
}
export interface PoolOptions {
  readonly filterSize: number | Pair<number>
  readonly strides: number | Pair<number>
  readonly pad: Pad
}
export interface AvgPoolOptions extends PoolOptions {
  /** Default: the quantization of the input. */
  readonly output?: OutputSpec | undefined
}
export interface MeanOptions extends OutputOptions {
  /** Default: all axes. */
  readonly axis?: number | readonly number[] | null | undefined
  readonly keepDims?: boolean | undefined
}
export interface ReshapeOptions {
  /** One entry may be -1. */
  readonly shape: readonly number[]
}
export interface PadOptions {
  readonly paddings: readonly Pair<number>[]
  /** A real value. */
  readonly constantValue: number
}

/** The options of each op as a plan records them. */
export interface OptionsOf {
  quantize: OutputOptions
  dequantize: Record<string, never>
  requantize: OutputOptions
  conv2d: Conv2dOptions
  depthwiseConv2d: Conv2dOptions
  linear: ActivationOptions
  matMul: MatMulOptions
  add: ActivationOptions
  mul: ActivationOptions
  concat: ConcatOptions
  maxPool: PoolOptions
  avgPool: AvgPoolOptions
  mean: MeanOptions
  reshape: ReshapeOptions
  flatten: Record<string, never>
  pad: PadOptions
  relu: OutputOptions
  relu6: OutputOptions
  sigmoid: OutputOptions
  softmax: OutputOptions
}
export type OpName = keyof OptionsOf

/** The ops of an integer module. Image tensors are `[N, H, W, C]`. */
export interface QuantizedOps {
  readonly rounding: RoundingMode
  quantize(x: FloatInput, output: OutputSpec): QuantizedTensor
  dequantize(x: QuantizedTensor): FloatTensor
  dequantize<T>(
    x: QuantizedTensor,
    tf: { tensor(data: Float32Array, shape: number[], dtype: 'float32'): T },
  ): T
  requantize(x: QuantizedTensor, output: OutputSpec): QuantizedTensor
  /** Weight `[kh, kw, inC / groups, outC]`; groups are inferred. */
  conv2d(x: QuantizedTensor, layer: WeightedLayer, options: Conv2dOptions): QuantizedTensor
  /** Weight `[kh, kw, inC, multiplier]`; `[N, H, W, inC]` -> `[N, H', W', inC * multiplier]`. */
  depthwiseConv2d(x: QuantizedTensor, layer: WeightedLayer, options: Conv2dOptions): QuantizedTensor
  /** Weight `[in, out]`; `[..., in]` -> `[..., out]`. */
  linear(x: QuantizedTensor, layer: WeightedLayer, options: ActivationOptions): QuantizedTensor
  /** `[..., M, K]` by `[..., K, N]` -> `[..., M, N]`; batch dims broadcast. */
  matMul(a: QuantizedTensor, b: QuantizedTensor, options: MatMulOptions): QuantizedTensor
  /** Shapes broadcast as in numpy. */
  add(a: QuantizedTensor, b: QuantizedTensor, options: ActivationOptions): QuantizedTensor
  /** Shapes broadcast as in numpy. */
  mul(a: QuantizedTensor, b: QuantizedTensor, options: ActivationOptions): QuantizedTensor
  concat(xs: readonly QuantizedTensor[], options: ConcatOptions): QuantizedTensor
  maxPool(x: QuantizedTensor, options: PoolOptions): QuantizedTensor
  avgPool(x: QuantizedTensor, options: AvgPoolOptions): QuantizedTensor
  mean(x: QuantizedTensor, options: MeanOptions): QuantizedTensor
  reshape(x: QuantizedTensor, shape: readonly number[]): QuantizedTensor
  /** `[N, ...]` -> `[N, rest]`. */
  flatten(x: QuantizedTensor): QuantizedTensor
  pad(
    x: QuantizedTensor,
    paddings: readonly (readonly [number, number])[],
    constantValue?: number,
  ): QuantizedTensor
  relu(x: QuantizedTensor, options: OutputOptions): QuantizedTensor
  relu6(x: QuantizedTensor, options: OutputOptions): QuantizedTensor
  sigmoid(x: QuantizedTensor, options: OutputOptions): QuantizedTensor
  /** Over the last axis. */
  softmax(x: QuantizedTensor, options: OutputOptions): QuantizedTensor
}
