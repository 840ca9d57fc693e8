/** @file Small tensors and layers for the tests of the kernels. */
import type { QuantizedDType, QuantizedTensor } from '../quantizedTensor.ts'
import type { WeightedLayer } from '../weightedLayer.ts'

export const tensor = (
  data: readonly number[],
  shape: readonly number[],
  scale = 0.1,
  zeroPoint = 0,
  dtype: QuantizedDType = 'int8',
): QuantizedTensor => ({
  kind: 'quantized',
  data: dtype === 'int8' ? Int8Array.from(data) : Uint8Array.from(data),
  shape,
  dtype,
  scale: Math.fround(scale),
  zeroPoint,
})

/** A layer with one int8 weight scale. */
export const layerOf = (
  data: readonly number[],
  shape: readonly number[],
  scale: number,
  bias?: readonly number[],
  zeroPoint = 0,
): WeightedLayer => ({
  weight: {
    data: Int8Array.from(data),
    shape,
    dtype: 'int8',
    scale: Float32Array.of(scale),
    zeroPoint: Int32Array.of(zeroPoint),
    axes: [],
  },
  bias: bias && Int32Array.from(bias),
})

export const list = (y: QuantizedTensor): number[] => Array.from(y.data)
