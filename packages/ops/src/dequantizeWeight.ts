/** @file The reals that a quantized weight stands for. */
import type { QuantizedWeight } from '@tsfx/runtime'

/** `scale[c] * (stored - zeroPoint[c])` in float32, row-major; c runs over the indices of the weight's `axes`. */
export function dequantizeWeight({ data, shape, scale, zeroPoint, axes }: QuantizedWeight): Float32Array {
  // How far c moves for a step along each axis of the weight; 0 along an axis that shares its parameters.
  const strides = shape.map(() => 0)
  let channels = 1
  for (const axis of [...axes].reverse()) {
    strides[axis] = channels
    channels *= shape[axis]!
  }
  return Float32Array.from(data, (stored, position) => {
    let channel = 0
    let rest = position
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      channel += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return scale[channel]! * (stored - zeroPoint[channel]!)
  })
}
