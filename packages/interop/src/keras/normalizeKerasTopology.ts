/**
 * @file The topology of a layers-model, whichever Keras wrote it, in the form that tfjs-layers reads: that of Keras 2.1. tfjs rejects what
 * Keras 2.4 and later write (regularizers of class `L2`, tuples and dtype policies as records), and takes some options of Keras 3
 * for absent (`negative_slope`), which gives other numbers.
 */
import type { JsonRecord } from './jsonRecord.ts'
import { normalizeLayer } from './normalizeLayer.ts'
import { plainValue } from './plainValue.ts'

/**
 * `modelTopology` of a `model.json`, as `{ class_name, config }` that tfjs reads. Weights are set to start at 0, as the file has their values.
 * Data in, data out: what cannot be written in that form stays as it is, and `checkTopology` refuses it.
 */
export function normalizeKerasTopology(topology: JsonRecord): JsonRecord {
  const model = topology.model_config ?? topology
  const { class_name, config } = normalizeLayer(plainValue(model)) as JsonRecord
  return { class_name, config }
}
