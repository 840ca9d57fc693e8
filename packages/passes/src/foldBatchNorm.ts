/**
 * @file Folds batchNorm in inference into the weights of the layer before it. Arithmetic: foldedWeights.ts.
 * See docs/passes/05-foldBatchNorm.md.
 */
import type { FxNode, Ref } from '@tsfx/ir'
import { foldedWeights, type LayerWeights } from './foldedWeights.ts'
import type { Fact, LiveVariables } from './manager/fact.ts'
import { match } from './match/match.ts'
import type { MatchView } from './match/matchView.ts'
import { chain, op } from './match/patterns.ts'
import type { RewriteSite } from './match/rewriteSite.ts'
import { rule } from './match/rule.ts'
import { rulePass } from './match/rulePass.ts'
import { mergedLayer } from './mergedLayer.ts'
import { changeParameter, parameterArgument, readFloats } from './parameterArgument.ts'
import { layers, weightedLayer } from './weightedLayer.ts'

const pattern = chain(op(layers, { activation: null }).as('layer'), op('batchNorm').as('batchNorm'))

/** A layer and the batchNorm behind it, which alone uses its value. */
interface FoldablePair {
  readonly layer: FxNode
  readonly batchNorm: FxNode
}

/** No batchNorm is left that could be folded: what `foldBatchNorm` ensures. */
export const batchNormFolded: Fact = {
  name: 'batchNormFolded',
  summary: 'no batchNorm is left that could be folded into the layer before it',
  violation(graph, { liveVariables }) {
    const canFold = (pair: FoldablePair, _: unknown, view: MatchView): boolean | string => {
      const folded = foldedLayer(view, pair, liveVariables)
      return typeof folded === 'string' ? folded : true
    }
    const node = match(graph, pattern, { where: canFold })[0]?.bindings.batchNorm
    return node ? { node, problem: `${node.name} is a batchNorm that could be folded` } : null
  },
}

const foldStatistics = rule({
  name: 'foldStatistics',
  summary: 'A layer takes up the statistics of the batchNorm behind it.',
  pattern,
  rewrite(pair, at) {
    const folded = foldedLayer(at.view, pair, at.context.liveVariables)
    return typeof folded === 'string' ? at.decline(folded) : fold(at, pair.layer, folded)
  },
})

/** Folds batchNorm of inference into the weights of the layer before it, or says why it cannot. */
export const foldBatchNorm = rulePass({
  name: 'foldBatchNorm',
  summary: 'Folds batchNorm into the weights of the convolution or linear layer before it.',
  rules: [foldStatistics],
  ensures: [batchNormFolded],
})

/** The weights of a layer that has taken up the batchNorm behind it, or why it cannot. */
function foldedLayer(
  view: MatchView,
  { layer, batchNorm }: FoldablePair,
  liveVariables: LiveVariables,
): LayerWeights | string {
  const { role } = weightedLayer(layer)!
  const channels = trailingChannels(parameterArgument(view, layer, role.weight)?.shape, role.channelAxes)
  if (channels === null) return `${role.weight} of ${layer.name} is no parameter with its channels last`

  /** Values of an argument: undefined when it is there and cannot be read as one float for each channel. */
  const floats = (user: FxNode, argument: string, length: number | null): Float32Array | null | undefined => {
    if ((user.args[argument] ?? null) === null) return null
    const parameter = parameterArgument(view, user, argument)
    // A statistic that is no vector may be one of another axis.
    if (length !== null && parameter && parameter.shape.length !== 1) return undefined
    const values = readFloats(view.store, parameter, liveVariables)
    return values && (length === null || values.length === length) ? values : undefined
  }
  const weight = floats(layer, role.weight, null)
  const bias = floats(layer, role.bias, channels)
  const [mean, variance, offset, scale] = ['mean', 'variance', 'offset', 'scale'].map((name) =>
    floats(batchNorm, name, channels),
  )
  if (!weight || bias === undefined) return `the parameters of ${layer.name} cannot be read as floats`
  if (!mean || !variance || offset === undefined || scale === undefined)
    return `the statistics of ${batchNorm.name} cannot be read as one float for each channel`
  const epsilon = Number(batchNorm.args.varianceEpsilon)
  const weights = foldedWeights(weight, bias, { mean, variance, offset, scale, epsilon })
  return weights ?? 'the folded weights would not be finite'
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

function fold(at: RewriteSite, layer: FxNode, weights: LayerWeights): Ref {
  const { role } = weightedLayer(layer)!
  const { shape } = parameterArgument(at.edit, layer, role.weight)!
  const weight = changeParameter(at.edit, layer, role.weight, {
    data: weights.weight,
    shape,
    path: role.weight,
  })
  const bias = changeParameter(at.edit, layer, role.bias, {
    data: weights.bias,
    shape: [weights.bias.length],
    path: siblingPath(at.edit.node(weight.node).target, 'bias'),
  })
  return at.op(layer.target, { ...layer.args, [role.weight]: weight, [role.bias]: bias }, mergedLayer(at))
}

/** `conv.weight` -> `conv.bias` */
const siblingPath = (path: string, name: string): string => [...path.split('.').slice(0, -1), name].join('.')
