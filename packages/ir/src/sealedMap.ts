import { immutableVersion } from './diagnostics.generated.ts'

const refusal = {
  value(): never {
    throw immutableVersion()
  },
}

/** Makes `map` one that also plain JavaScript cannot write to: freezing a Map does not close its entries. */
export const sealedMap = <K, V>(map: Map<K, V>): ReadonlyMap<K, V> =>
  Object.freeze(Object.defineProperties(map, { set: refusal, delete: refusal, clear: refusal }))
