/** @file Parameters of a graph as values to compute with, and data as parameters. */

import type { Tensor } from '@tensorflow/tfjs-core'
import type { Graph, ParamData, ParamHandle, ParamValue, QParams } from '@tsfx/ir'
import { type QuantizedWeight, sha256 } from '@tsfx/runtime'
import type { Tfjs } from './tfjsBinding.ts'
import { isTensor } from './value.ts'

/** One object per parameter, so that kernels find what they prepared for it. Equal bytes may have different scales. */
const weights = new WeakMap<ParamHandle, QuantizedWeight>()

/** The value of `graph.params[path]`: the live variable, a fresh tensor, or a quantized weight. */
export function paramValue(tf: Tfjs, graph: Graph, path: string): Tensor | QuantizedWeight {
  const handle = graph.params.get(path) as ParamHandle
  const variable = graph.store.variable(handle)
  if (variable && isTensor(variable)) return variable
  const data = graph.store.read(handle)
  if (handle.q) return quantizedWeight(handle, handle.q, data as Int8Array | Uint8Array)
  return tf.tensor(data, [...handle.shape], handle.dtype as 'float32' | 'int32' | 'bool')
}

function quantizedWeight(handle: ParamHandle, q: QParams, data: Int8Array | Uint8Array): QuantizedWeight {
  let weight = weights.get(handle)
  if (!weight) {
    weight = {
      data,
      shape: handle.shape,
      dtype: handle.dtype as 'int8' | 'uint8',
      scale: Float32Array.from(q.scale),
      zeroPoint: Int32Array.from(q.zeroPoint),
      axes: q.axes,
    }
    weights.set(handle, weight)
  }
  return weight
}

const encoder = new TextEncoder()

/** Constant data as a parameter: `edit.setParam(path, bytesParam(data, 'float32', shape))`. */
export function bytesParam(
  data: ParamData,
  dtype: ParamHandle['dtype'],
  shape: readonly number[],
  q?: QParams,
): ParamValue {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  // The digest covers dtype and shape, so equal bytes of different meaning stay apart in the store.
  const header = encoder.encode(`${dtype}:${shape.join(',')}:`)
  const content = new Uint8Array(header.length + bytes.length)
  content.set(header)
  content.set(bytes, header.length)
  return {
    handle: { kind: 'bytes', shape: [...shape], dtype, digest: sha256(content), ...(q && { q }) },
    data,
  }
}
