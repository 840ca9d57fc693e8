/**
 * @file Keras writes what JSON has no form for as records: tuples, shapes, dtype policies, NumPy scalars, functions. tfjs-layers
 * knows none of them. Source: keras/src/saving/serialization_lib.py (Keras 3), keras/saving/legacy/saved_model/json_utils.py (2.4-2.15).
 */
import { isJsonRecord } from './jsonRecord.ts'

/** The same value, with plain JSON in the place of each such record. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue)
  if (!isJsonRecord(value)) return value
  const { class_name: className, config } = value
  switch (className) {
    case '__tuple__':
    case 'TensorShape':
      return plainValue(value.items)
    case '__numpy__':
      return plainValue(value.value)
    case '__tensor__':
      return isJsonRecord(config) ? plainValue(config.value) : null
    case 'Policy':
    case 'PolicyV1':
    case 'DTypePolicy':
      return isJsonRecord(config) ? config.name : null
    case 'function':
      // A function of Keras itself: its name is the form that Keras 2 writes.
      return typeof config === 'string' ? config : value.registered_name
  }
  if (value.type === 'ndarray') return plainValue(value.value)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'dtype' ? plainDType(item) : plainValue(item)]),
  )
}

/** The dtype in which tfjs computes: it has one float and one integer. */
function plainDType(value: unknown): unknown {
  const dtype = plainValue(value)
  if (typeof dtype !== 'string') return dtype
  if (/float/.test(dtype)) return 'float32'
  return /^u?int/.test(dtype) ? 'int32' : dtype
}
