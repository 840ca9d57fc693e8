/**
 * @file `model.json` of a tfjs layers-model: a topology and a list of weight groups. Source: tfjs-core `io/types.ts` (ModelJSON), and
 * tfjs-converter `docs/` for the forms without `format` that converters before 1.0 wrote.
 */
import { graphModel, notALayersModel, noWeightsInFile } from '../diagnostics.generated.ts'
import { isJsonRecord, type JsonRecord } from '../keras/jsonRecord.ts'

/** A weight as the manifest describes it. */
export interface WeightSpec {
  /** `conv2d_1/kernel`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
  /** How the file stores it, where that is smaller than its dtype: affine `uint8` and `uint16`, or `float16`. */
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number }
}

/** Weights that lie one after another in one or more files. */
export interface WeightGroup {
  readonly paths: readonly string[]
  readonly weights: readonly WeightSpec[]
}

export interface LayersModelFile {
  /** For messages. */
  readonly file: string
  readonly topology: JsonRecord
  readonly groups: readonly WeightGroup[]
}

/**
 * Reads the text of a `model.json`.
 * @throws TSFX5001 for another kind of file, TSFX5002 for a graph-model, TSFX5004 for a topology without weights
 */
export function parseLayersModel(text: string, file: string): LayersModelFile {
  const json = parseJson(text, file)
  const topology = json.modelTopology
  if (json.format === 'graph-model' || (isJsonRecord(topology) && 'node' in topology))
    throw graphModel({ file })
  // `to_json()` of Keras, or `toJSON()` of tfjs: how the model is built, and nothing more.
  if (!('modelTopology' in json) && isModel(json)) throw noWeightsInFile({ file })
  if (!isJsonRecord(topology) || !isModel(topology))
    throw notALayersModel({ file, problem: 'it has no model topology' })
  const manifest = json.weightsManifest
  if (manifest === undefined || manifest === null) throw noWeightsInFile({ file })
  if (!Array.isArray(manifest) || !manifest.every(isGroup))
    throw notALayersModel({ file, problem: 'its weightsManifest is no list of { paths, weights }' })
  return { file, topology: withReadConfig(topology, file), groups: manifest }
}

/** Old converters write the config of the model as text. */
function withReadConfig(topology: JsonRecord, file: string): JsonRecord {
  if (!('model_config' in topology)) return topology
  const { model_config: given } = topology
  const config = typeof given === 'string' ? parsed(given, file, 'its model_config') : given
  if (isJsonRecord(config) && 'class_name' in config) return { ...topology, model_config: config }
  throw notALayersModel({ file, problem: 'its model_config describes no model' })
}

function parseJson(text: string, file: string): JsonRecord {
  const json = parsed(text, file, 'it')
  if (isJsonRecord(json)) return json
  throw notALayersModel({ file, problem: 'it is no JSON object' })
}

function parsed(text: string, file: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notALayersModel({ file, problem: `${what} is no JSON (${(cause as Error).message})` })
  }
}

const isModel = (topology: JsonRecord): boolean => 'class_name' in topology || 'model_config' in topology

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const isGroup = (value: unknown): value is WeightGroup =>
  isJsonRecord(value) && isStrings(value.paths) && Array.isArray(value.weights) && value.weights.every(isSpec)

const isSpec = (value: unknown): value is WeightSpec =>
  isJsonRecord(value) &&
  typeof value.name === 'string' &&
  typeof value.dtype === 'string' &&
  Array.isArray(value.shape) &&
  value.shape.every((size) => Number.isInteger(size) && size >= 0)
