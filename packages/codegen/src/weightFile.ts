/** @file The `.safetensors` beside a module, keyed by module paths, as `WeightFile` of `@tsfx/runtime` reads it. */
import type { DType, Graph, ParamHandle } from '@tsfx/ir'
import { type SafetensorsDType, type SafetensorsEntry, writeSafetensors } from '@tsfx/runtime'
import { unstorableParam } from './diagnostics.generated.ts'
import type { Weight } from './weights.ts'

const STORED_AS: Partial<Record<DType, SafetensorsDType>> = {
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL',
  int8: 'I8',
  uint8: 'U8',
}

/**
 * The bytes of the weight file. Variables are stored with their present value.
 * @throws TSFX4003 for a dtype that has no form in the file.
 */
export function writeWeightFile(graph: Graph, weights: readonly Weight[]): Uint8Array {
  const entries = new Map<string, SafetensorsEntry>()
  const metadata = new Map<string, string>()
  const put = (key: string, handle: ParamHandle): void => {
    const dtype = STORED_AS[handle.dtype]
    if (!dtype) throw unstorableParam({ path: key, dtype: handle.dtype })
    entries.set(key, { dtype, shape: handle.shape, data: graph.store.read(handle) })
    if (!handle.q) return
    const { scale, zeroPoint, axes } = handle.q
    entries.set(`${key}.scale`, { dtype: 'F32', shape: [scale.length], data: Float32Array.from(scale) })
    if (zeroPoint.some((zero) => zero !== 0)) {
      entries.set(`${key}.zeroPoint`, {
        dtype: 'I32',
        shape: [zeroPoint.length],
        data: Int32Array.from(zeroPoint),
      })
    }
    metadata.set(`${key}.axes`, JSON.stringify(axes))
  }
  for (const weight of weights) {
    if (weight.kind !== 'layer') put(weight.path, weight.handle)
    else {
      put(`${weight.stored}.weight`, weight.handle)
      if (weight.bias && weight.biasKey)
        put(weight.biasKey, { ...weight.bias, q: undefined } as unknown as ParamHandle)
    }
  }
  return writeSafetensors(Object.fromEntries(entries), Object.fromEntries(metadata))
}
