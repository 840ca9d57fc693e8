/** @file A layers-model, built by the user's own TensorFlow.js from its files. */
import { isDiagnosticError } from '@tsfx/ir'
import type { Tfjs } from '@tsfx/ops'
import { layersRefused } from '../diagnostics.generated.ts'
import { checkTopology } from '../keras/checkTopology.ts'
import type { JsonRecord } from '../keras/jsonRecord.ts'
import { normalizeKerasTopology } from '../keras/normalizeKerasTopology.ts'
import { type BuiltModel, matchWeights } from './matchWeights.ts'
import type { LayersModelFile } from './parseLayersModel.ts'
import { type ReadShard, readWeights } from './readWeights.ts'

/** What is used of `@tensorflow/tfjs` or `@tensorflow/tfjs-layers`. */
export interface TfjsLayers {
  readonly models: { modelFromJSON(topology: never): Promise<unknown> }
}

export interface LayersModelTfjs {
  /** tfjs-core, on a backend that is ready. */
  readonly core: Tfjs
  readonly layers: TfjsLayers
}

/**
 * Builds the model of a `model.json` and gives it its weights.
 * @throws TSFX50nn naming the layer, the weight or the file
 */
export async function loadLayersModel(
  { core, layers }: LayersModelTfjs,
  model: LayersModelFile,
  readShard: ReadShard,
): Promise<BuiltModel> {
  const topology = normalizeKerasTopology(model.topology)
  checkTopology(topology, {
    isKnownClass: (name) => isRegistered(core, name),
    kerasVersion: String(model.topology.keras_version ?? ''),
  })
  const built = await build(layers, topology, model.file)
  try {
    const specs = model.groups.flatMap(({ weights }) => weights)
    const names = matchWeights(built, specs, model.file)
    const weights = await readWeights(core, model, readShard)
    built.loadWeights(Object.fromEntries(Array.from(names, ([name, inFile]) => [name, weights[inFile]])))
    core.dispose(weights)
    return built
  } catch (error) {
    built.dispose()
    throw error
  }
}

async function build(layers: TfjsLayers, topology: JsonRecord, file: string): Promise<BuiltModel> {
  try {
    return (await layers.models.modelFromJSON(topology as never)) as BuiltModel
  } catch (cause) {
    if (isDiagnosticError(cause)) throw cause
    const message = cause instanceof Error ? cause.message : String(cause)
    throw Object.assign(layersRefused({ file, cause: message }), { cause })
  }
}

/** tfjs looks for classes and activations under one name in camel case. */
function isRegistered(core: Tfjs, name: string): boolean {
  const camelCase =
    name.length > 1 ? name.replace(/_+(\w|$)/g, (_, next: string) => next.toUpperCase()) : name
  return Object.hasOwn(core.serialization.SerializationMap.getMap().classNameMap, camelCase)
}
