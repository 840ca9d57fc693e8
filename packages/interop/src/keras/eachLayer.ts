/** @file The layers of a normalised topology, with those inside of other layers. */
import { isJsonRecord, type JsonRecord } from './jsonRecord.ts'

export interface TopologyLayer {
  readonly name: string
  /** With the names of the models around it: `backbone/conv1`. */
  readonly path: string
  readonly className: string
  readonly config: JsonRecord
  /** The calls that give the layer its inputs; none for a layer of a sequential model. */
  readonly nodes: readonly unknown[]
  /** The model it is in, and the names in that model; a set of its own for each model. */
  readonly siblings: ReadonlySet<string>
}

/** Options of a layer that hold a layer, or a list of them. An activation may be one. */
export const INNER_LAYERS: readonly string[] = [
  'layer',
  'backward_layer',
  'cell',
  'cells',
  'activation',
  'recurrent_activation',
]

/** All layers of a model, outer before inner. */
export function* eachLayer(model: JsonRecord, path = ''): Generator<TopologyLayer> {
  const layers = layersOf(model)
  const siblings = new Set(layers.map((layer, i) => nameOf(layer, i)))
  for (const [i, layer] of layers.entries()) {
    const config = isJsonRecord(layer.config) ? layer.config : {}
    const name = nameOf(layer, i)
    const inner = path ? `${path}/${name}` : name
    yield {
      name,
      path: inner,
      className: String(layer.class_name),
      config,
      nodes: Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes : [],
      siblings,
    }
    yield* eachLayer(layer, inner)
    for (const wrapped of INNER_LAYERS.flatMap((option) => config[option]))
      if (isJsonRecord(wrapped)) yield* eachLayer({ config: [wrapped] }, inner)
  }
}

function layersOf({ config }: JsonRecord): readonly JsonRecord[] {
  const layers: unknown = isJsonRecord(config) ? config.layers : config
  return Array.isArray(layers) ? layers.filter(isJsonRecord) : []
}

const nameOf = ({ name, config }: JsonRecord, index: number): string =>
  String(name ?? (isJsonRecord(config) ? config.name : null) ?? index)
