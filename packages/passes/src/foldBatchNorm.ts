/**
 * @file Folds batchNorm in inference into the weights of the layer before it. Arithmetic: foldedWeights.ts.
 * See docs/passes/05-foldBatchNorm.md.
 */
import type { Edit, FxNode, ParamStore } from '@tsfx/ir'
import { foldedWeights, type LayerWeights } from './foldedWeights.ts'
import { type Fact, firstViolation, type LiveVariables } from './manager/fact.ts'
import type { Pass, PassContext } from './manager/pass.ts'
import { changeParameter, type ParamView, parameterArgument, readFloats } from './parameterArgument.ts'
import { replaceWithFused } from './replaceWithFused.ts'
import { soleProducer } from './soleProducer.ts'
import { hasActivation, type WeightedLayer, weightedLayer } from './weightedLayer.ts'

export const batchNormFolded: Fact = {
  name: 'batchNormFolded',
  summary: 'no batchNorm is left that could be folded into the layer before it',
  violation: (graph, { liveVariables }) =>
    firstViolation(
      graph,
      (node) => foldableBatchNorm(graph, graph.store, node, liveVariables) !== null,
      'is a batchNorm that could be folded',
    ),
}

export const foldBatchNorm: Pass = {
  name: 'foldBatchNorm',
  summary: 'Folds batchNorm into the weights of the convolution or linear layer before it.',
  requires: [],
  ensures: [batchNormFolded],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      const match = foldableBatchNorm(edit, edit.base.store, node, context.liveVariables)
      if (match) fold(edit, node, match)
    })
  },
}

/** A layer that can take up the batchNorm after it, and the weights it gets. */
export interface FoldableBatchNorm extends WeightedLayer {
  readonly layer: FxNode
  readonly weights: LayerWeights
}

/** How `node` is a batchNorm that can be folded into the layer before it, or null. */
export function foldableBatchNorm(
  view: ParamView,
  store: ParamStore,
  node: FxNode,
  liveVariables: LiveVariables,
): FoldableBatchNorm | null {
  if (!node.isOp('batchNorm')) return null
  const layer = soleProducer(view, node, 'x')
  const weighted = layer && weightedLayer(layer)
  if (!weighted || hasActivation(layer)) return null
  const { role } = weighted
  const channels = trailingChannels(parameterArgument(view, layer, role.weight)?.shape, role.channelAxes)
  if (channels === null) return null

  /** Values of an argument: undefined when it is there and cannot be read as one float for each channel. */
  const floats = (user: FxNode, argument: string, length: number | null): Float32Array | null | undefined => {
    if ((user.args[argument] ?? null) === null) return null
    const values = readFloats(store, parameterArgument(view, user, argument), liveVariables)
    return values && (length === null || values.length === length) ? values : undefined
  }
  const weight = floats(layer, role.weight, null)
  const bias = floats(layer, role.bias, channels)
  const [mean, variance, offset, scale] = ['mean', 'variance', 'offset', 'scale'].map((name) =>
    floats(node, name, channels),
  )
  if (!weight || !mean || !variance || bias === undefined || offset === undefined || scale === undefined)
    return null
  const weights = foldedWeights(weight, bias, {
    mean,
    variance,
    offset,
    scale,
    epsilon: Number(node.args.varianceEpsilon),
  })
  return weights && { ...weighted, layer, weights }
}

/** Number of output channels, when the axes that index them are the last of the weight's; null otherwise. */
function trailingChannels(
  shape: readonly number[] | undefined,
  channelAxes: readonly number[],
): number | null {
  if (!shape) return null
  const first = shape.length - channelAxes.length
  if (!channelAxes.every((axis, i) => axis === first + i)) return null
  return shape.slice(first).reduce((product, size) => product * size, 1)
}

function fold(edit: Edit, batchNorm: FxNode, { layer, role, weights }: FoldableBatchNorm): void {
  const weight = parameterArgument(edit, layer, role.weight)!
  const weightRef = changeParameter(edit, layer, role.weight, {
    data: weights.weight,
    shape: weight.shape,
    path: role.weight,
  })
  const biasRef = changeParameter(edit, layer, role.bias, {
    data: weights.bias,
    shape: [weights.bias.length],
    path: siblingPath(edit.node(weightRef.node).target, 'bias'),
  })
  replaceWithFused(edit, {
    layer,
    last: batchNorm,
    target: layer.target,
    args: { ...layer.args, [role.weight]: weightRef, [role.bias]: biasRef },
  })
}

/** `conv.weight` -> `conv.bias` */
const siblingPath = (path: string, name: string): string => [...path.split('.').slice(0, -1), name].join('.')
