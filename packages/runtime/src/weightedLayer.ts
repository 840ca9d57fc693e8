/**
 * @file Constant weights of conv2d, depthwiseConv2d and linear as the weight file stores them.
 */
import type { QuantizedData, QuantizedDType } from './quantizedTensor.ts'

/**
 * 8-bit weights. Per tensor when `axes` is empty (one scale, one zero point); else one entry per index of
 * `axes` in row-major order: conv2d `[kh, kw, inC / groups, outC]` axes `[3]`, depthwise
 * `[kh, kw, inC, multiplier]` axes `[2, 3]`, linear `[in, out]` axes `[1]`.
 */
export interface QuantizedWeight {
  readonly data: QuantizedData
  readonly shape: readonly number[]
  readonly dtype: QuantizedDType
  /** Real value per step. */
  readonly scale: Float32Array
  readonly zeroPoint: Int32Array
  readonly axes: readonly number[]
}

/** A weight and its bias, whose scale is input scale times weight scale and whose zero point is 0. */
export interface WeightedLayer {
  readonly weight: QuantizedWeight
  readonly bias?: Int32Array | undefined
  /** Path in the weight file, for messages. */
  readonly name?: string | undefined
}
