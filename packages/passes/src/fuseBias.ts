/**
 * @file Merges the addition of a per-channel parameter into the layer before it: `add(conv2d(x, w), b)` becomes
 * `conv2d(x, w, b)`, `add(matMul(x, w), b)` becomes `linear(x, w, b)`. See docs/passes/04-fuseBias.md.
 */
import { equalDims, type FxNode, type ParamHandle, type ValueType } from '@tsfx/ir'
import { typed } from './inferTypes.ts'
import { ofType, oneOf, op, param, value } from './match/patterns.ts'
import { rule } from './match/rule.ts'
import { rulePass } from './match/rulePass.ts'
import { mergedLayer } from './mergedLayer.ts'
import { layers, weightedLayer } from './weightedLayer.ts'

const isMatrix = (type: ValueType): boolean => type.kind === 'tensor' && type.shape.length === 2

const writeLinear = rule({
  name: 'writeLinear',
  summary: 'A product [N, in] x [in, out] by a parameter is a linear layer.',
  pattern: op('matMul', {
    a: ofType(value('x'), isMatrix, 'a matrix'),
    b: param('weight', ({ shape }) => shape.length === 2, 'a parameter of rank 2'),
    transposeA: false,
    transposeB: false,
  }),
  rewrite: ({ x, weight }, at) => at.op('linear', { x, weight }),
})

const vector = param('bias', ({ shape }) => shape.length === 1, 'a parameter of rank 1')

const mergeBias = rule({
  name: 'mergeBias',
  summary: 'A parameter that is added to each channel of a layer is its bias.',
  pattern: op('add', {
    a: op(layers, { activation: null }).as('layer'),
    // Layers of Keras add a bias as [1, ..., 1, C].
    b: oneOf(vector, op('reshape', { x: vector }).as('shaped')),
  }),
  where({ layer, bias, shaped }) {
    if ((layer.args[weightedLayer(layer)!.role.bias] ?? null) !== null) return `${layer.name} has a bias`
    if (layer.target === 'linear' && rankOf(layer) > 2)
      return `${layer.name} has a batch of matrices, to which the WebAssembly backend of TensorFlow.js adds a fused bias wrongly`
    const isBias = isPerChannel(layer, bias.handle) && (shaped === null || isLastAxis(shaped))
    return isBias || `${bias.path} is not one number for each channel of ${layer.name}`
  },
  rewrite: ({ layer, bias }, at) =>
    at.op(layer.target, { ...layer.args, [weightedLayer(layer)!.role.bias]: bias }, mergedLayer(at)),
})

const rankOf = ({ type }: FxNode): number => (type?.kind === 'tensor' ? type.shape.length : 0)

const isLastAxis = ({ type }: FxNode): boolean =>
  type?.kind === 'tensor' && type.shape.slice(0, -1).every((size) => size === 1)

/** Says whether a parameter is `[C]` for the layer's C channels. */
function isPerChannel(layer: FxNode, { shape: [channels] }: ParamHandle): boolean {
  const last = layer.type?.kind === 'tensor' ? layer.type.shape.at(-1) : undefined
  return channels !== undefined && last !== undefined && equalDims(channels, last)
}

/** Merges the addition of a per-channel parameter into the layer before it; writes a product by a parameter as linear. */
export const fuseBias = rulePass({
  name: 'fuseBias',
  summary:
    'Merges the addition of a per-channel parameter into the layer before it; writes matMul by a parameter as linear.',
  rules: [writeLinear, mergeBias],
  requires: [typed],
})
