import type { Tensor } from '@tensorflow/tfjs-core'

type Values = Float32Array | Int32Array | Uint8Array

/** What differs between two tensors: type, shape, or (unless only types are asked for) the first element, bit for bit. */
export function tensorDifference(expected: Tensor, actual: Tensor, values = true): string | null {
  const [type, other] = [expected, actual].map(({ dtype, shape }) => `${dtype}[${shape.join(', ')}]`)
  if (type !== other) return `the model gives ${type}, the graph ${other}`
  if (!values) return null
  const [a, b] = [expected.dataSync() as Values, actual.dataSync() as Values]
  const [left, right] = [bytesOf(a), bytesOf(b)]
  const at = left.findIndex((byte, i) => byte !== right[i])
  if (at < 0) return null
  const element = Math.floor(at / a.BYTES_PER_ELEMENT)
  return `element ${element} is ${a[element]} in the model and ${b[element]} in the graph`
}

const bytesOf = (data: Values): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
