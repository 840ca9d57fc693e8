/** @file One layer of a topology, with its options as tfjs-layers names them. A model is a layer as well: it may be inside of another. */
import { INNER_LAYERS } from './eachLayer.ts'
import { isJsonRecord, type JsonRecord } from './jsonRecord.ts'
import { normalizeNodes } from './normalizeNodes.ts'

/** `tf.constraints` of tfjs-layers. */
const CONSTRAINTS = ['MaxNorm', 'MinMaxNorm', 'NonNeg', 'UnitNorm']

/** Operators of Keras 3 that compute what the layers of their names do. */
const SAME_AS_LAYERS = ['Add', 'Multiply', 'Maximum', 'Minimum']

const ZEROS = { class_name: 'Zeros', config: {} }

/** A layer, with its inbound nodes where it has some; the same for a layer inside a wrapper. */
export function normalizeLayer(layer: unknown): unknown {
  if (!isJsonRecord(layer)) return layer
  const { config, inbound_nodes, name } = layer
  const className = classOf(layer)
  const normalized = normalizeConfig(className, config)
  return {
    class_name: className === 'Functional' ? 'Model' : className,
    config: normalized,
    // Keras 2.0 had the name in the config alone.
    ...((name ?? inbound_nodes) !== undefined && {
      name: name ?? (isJsonRecord(config) ? config.name : undefined),
    }),
    ...(inbound_nodes !== undefined && { inbound_nodes: normalizeNodes(inbound_nodes) }),
  }
}

/** In Keras 3 an operator on tensors is a layer too, of a class that may be called as a layer is and be something else. */
function classOf({ class_name, module }: JsonRecord): string {
  const isOperator = typeof module === 'string' && /\.ops(\.|$)/.test(module)
  return isOperator && !SAME_AS_LAYERS.includes(String(class_name))
    ? `${module}.${class_name}`
    : String(class_name)
}

function normalizeConfig(className: string, config: unknown): unknown {
  if (Array.isArray(config) || (isJsonRecord(config) && Array.isArray(config.layers)))
    return modelConfig(className, config)
  if (!isJsonRecord(config)) return config
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      optionName(className, key, config),
      optionValue(className, key, value),
    ]),
  )
}

/** Names that Keras 3 changed, and that tfjs would pass over in silence. */
function optionName(className: string, key: string, config: JsonRecord): string {
  if (className === 'InputLayer' && key === 'batch_shape') return 'batch_input_shape'
  if (className === 'LeakyReLU' && key === 'negative_slope' && !('alpha' in config)) return 'alpha'
  return key
}

function optionValue(className: string, key: string, value: unknown): unknown {
  // Every weight comes from the file, so there is nothing to draw; and tfjs does not know all of Keras' initializers.
  if (key.endsWith('_initializer')) return ZEROS
  if (key.endsWith('_regularizer')) return regularizer(value)
  if (key.endsWith('_constraint')) return isNamed(value, CONSTRAINTS) ? value : null
  // For training only; and tfjs keeps the masks, which are ones, from one call to the next.
  if (key === 'dropout' || key === 'recurrent_dropout') return 0
  if (key.endsWith('activation') && value === 'silu') return 'swish'
  if (INNER_LAYERS.includes(key))
    return Array.isArray(value) ? value.map(normalizeLayer) : normalizeLayer(value)
  if (className === 'BatchNormalization' && key === 'axis' && Array.isArray(value) && value.length === 1)
    return value[0]
  return value
}

const isNamed = (value: unknown, names: readonly string[]): boolean =>
  isJsonRecord(value) && names.includes(String(value.class_name))

/** tfjs has `L1L2` alone, and takes `l1` and `l2` by name. What it lacks is of use in training only. */
function regularizer(value: unknown): unknown {
  if (value === 'l1' || value === 'l2' || value === 'l1_l2' || value === 'l1l2')
    return { class_name: 'L1L2', config: value.length > 2 ? {} : { l1: 0, l2: 0, [value]: 0.01 } }
  if (!isJsonRecord(value) || !/^L1L2$|^L1$|^L2$/.test(String(value.class_name))) return null
  const { l1, l2 } = isJsonRecord(value.config) ? value.config : {}
  return { class_name: 'L1L2', config: { l1: l1 ?? 0, l2: l2 ?? 0 } }
}

/** The config of a model, at the root or as a layer of another: its layers, and where it begins and ends; `config` is a list of layers in Keras before 2.2.3. */
function modelConfig(className: string, config: JsonRecord | readonly unknown[]): unknown {
  if (!isJsonRecord(config)) return sequentialLayers(config, undefined)
  const { layers, build_input_shape, ...rest } = config
  const given = layers as readonly unknown[]
  if (className === 'Sequential') return { ...rest, layers: sequentialLayers(given, build_input_shape) }
  return {
    ...rest,
    layers: given.map(normalizeLayer),
    input_layers: listOfEnds(rest.input_layers),
    output_layers: listOfEnds(rest.output_layers),
  }
}

/** A sequential model that was built by its first call has the shape of its input at another place. */
function sequentialLayers(layers: readonly unknown[], builtWith: unknown): readonly unknown[] {
  const normalized = layers.map(normalizeLayer)
  const [first] = normalized
  if (!Array.isArray(builtWith) || !isJsonRecord(first) || !isJsonRecord(first.config)) return normalized
  if ('batch_input_shape' in first.config || 'layers' in first.config) return normalized
  return [{ ...first, config: { ...first.config, batch_input_shape: builtWith } }, ...normalized.slice(1)]
}

/** Keras 3 writes the only end of a model without a list around it: `["input", 0, 0]`; or the ends by their names. */
function listOfEnds(ends: unknown): unknown {
  if (isJsonRecord(ends)) return Object.values(ends)
  return Array.isArray(ends) && typeof ends[0] === 'string' ? [ends] : ends
}
