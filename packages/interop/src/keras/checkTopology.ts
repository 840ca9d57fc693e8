/**
 * @file What tfjs-layers would misread, or fail on without naming the layer: looked for before the model is built.
 */
import {
  brokenTopology,
  pythonLayer,
  unknownActivation,
  unknownLayerClass,
  unsupportedLayerOption,
} from '../diagnostics.generated.ts'
import { checkCallOrder } from './checkCallOrder.ts'
import { checkMasks } from './checkMasks.ts'
import { eachLayer, type TopologyLayer } from './eachLayer.ts'
import { isJsonRecord, type JsonRecord } from './jsonRecord.ts'
import { misreadOptions } from './misreadOptions.ts'

export interface TopologyContext {
  /** Says whether tfjs has a class of that name, its own or one that the user registered. */
  readonly isKnownClass: (name: string) => boolean
  /** `keras_version` of the file. */
  readonly kerasVersion: string
}

/** Layers whose config is Python code or the name of a Python function; and operators of Keras 3. */
const PYTHON =
  /^(Lambda|TFOpLambda|SlicingOpLambda|ClassMethod|InstanceMethod|InstanceProperty|TensorFlowOpLayer|keras\..*)$/

/**
 * Looks through a topology that `normalizeKerasTopology` made.
 * @throws TSFX5010, TSFX5011, TSFX5012, TSFX5013, TSFX5014 naming the layer
 */
export function checkTopology(topology: JsonRecord, context: TopologyContext): void {
  checkClass({ path: 'the model', className: String(topology.class_name) }, context)
  const layers = [...eachLayer(topology)]
  if (layers.length === 0) throw brokenTopology({ layer: 'the model', problem: 'has no layers' })
  for (const layer of layers) {
    checkClass(layer, context)
    checkOptions(layer, context)
    for (const node of layer.nodes) checkNode(layer, node)
  }
  if (isFromKeras(context)) checkMasks(layers)
  for (const siblings of new Set(layers.map((layer) => layer.siblings)))
    checkCallOrder(layers.filter((layer) => layer.siblings === siblings))
}

function checkClass(
  { path, className }: Pick<TopologyLayer, 'path' | 'className'>,
  { isKnownClass }: TopologyContext,
): void {
  if (PYTHON.test(className)) throw pythonLayer({ layer: path, className }, { node: path })
  if (!isKnownClass(className)) throw unknownLayerClass({ layer: path, className }, { node: path })
}

/** A file that tfjs wrote means what tfjs computes. */
const isFromKeras = ({ kerasVersion }: TopologyContext): boolean => !kerasVersion.startsWith('tfjs')

function checkOptions({ path, className, config }: TopologyLayer, context: TopologyContext): void {
  const [option] = misreadOptions(className, config, isFromKeras(context))
  if (option !== undefined) {
    const value = JSON.stringify(config[option])
    throw unsupportedLayerOption({ layer: path, className, option, value }, { node: path })
  }
  for (const option of ['activation', 'recurrent_activation']) {
    const given = config[option]
    const activation = isJsonRecord(given) ? given.class_name : given
    if (typeof activation !== 'string') continue
    // Keras 3 means x / 6 + 0.5 by that name, tfjs and Keras 2 mean 0.2 x + 0.5.
    const changed = activation === 'hard_sigmoid' && context.kerasVersion.startsWith('3.')
    // The weights of an activation are none of the model's: tfjs would draw the slopes.
    if (changed || activation === 'PReLU' || !context.isKnownClass(activation))
      throw unknownActivation({ layer: path, className, activation }, { node: path })
  }
}

/** One call of the layer: a list of `[layer, node, tensor, options?]`. */
function checkNode({ path, siblings }: TopologyLayer, node: unknown): void {
  const refuse = (problem: string) => brokenTopology({ layer: path, problem }, { node: path })
  if (!Array.isArray(node)) throw refuse(`is called with more than tensors: ${shorten(node)}`)
  for (const input of node) {
    const [name, call, tensor, options] = Array.isArray(input) ? input : []
    if (typeof name !== 'string' || typeof call !== 'number' || typeof tensor !== 'number')
      throw refuse(`is called with ${shorten(input)}, which is no output of a layer`)
    if (!siblings.has(name)) throw refuse(`takes its input from ${name}, which is no layer of the model`)
    for (const [option, value] of Object.entries(isJsonRecord(options) ? options : {}))
      if (Array.isArray(value)) throw refuse(`takes a second input as option ${option}`)
  }
}

const shorten = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
