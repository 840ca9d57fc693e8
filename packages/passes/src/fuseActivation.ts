/**
 * @file Merges an activation into the layer before it. Which activations a layer can apply is asked of its op's record. Keras models
 * spell relu6 as a relu that is cut at 6, by `clipByValue` or `minimum`: these rules come first.
 * See docs/passes/06-fuseActivation.md.
 */
import type { FxNode } from '@tsfx/ir'
import type { Op } from '@tsfx/ops'
import { chain, op, scalar, value } from './match/patterns.ts'
import { rule } from './match/rule.ts'
import { rulePass } from './match/rulePass.ts'
import { mergedLayer } from './mergedLayer.ts'
import { layers, weightedLayer } from './weightedLayer.ts'

/** A function of `x` alone, so that its name says all there is to it. */
const isPlain = ({ inputs, attrs }: Op): boolean =>
  Object.keys(inputs).join() === 'x' && Object.keys(attrs).length === 0

const writeRelu6 = rule({
  name: 'writeRelu6',
  summary: 'A value clipped to 0..6 is a relu6.',
  pattern: op('clipByValue', { x: value('x'), min: 0, max: 6 }),
  rewrite: ({ x }, at) => at.op('relu6', { x }),
})

const cutRelu = rule({
  name: 'cutRelu',
  summary: 'The smaller of 6 and a relu is a relu6.',
  pattern: op('minimum', { a: scalar(6), b: op('relu', { x: value('x') }) }),
  rewrite: ({ x }, at) => at.op('relu6', { x }),
})

const dropRelu = rule({
  name: 'dropRelu',
  summary: 'What relu cuts off, a relu6 behind it cuts off as well.',
  pattern: op('relu6', { x: op('relu', { x: value('x') }) }),
  rewrite: ({ x }, at) => at.op('relu6', { x }),
})

const applyingRelu = op(layers, { activation: 'relu' }).as('layer')
const isLimited = ({ layer }: { readonly layer: FxNode }): boolean | string =>
  weightedLayer(layer)?.op.attrs.activation?.parse('relu6') === 'relu6' ||
  `${layer.target} cannot apply relu6 itself`

const limitLayer = rule({
  name: 'limitLayer',
  summary: 'A layer that applies relu applies the relu6 behind it in its place.',
  pattern: op('relu6', { x: applyingRelu }),
  where: isLimited,
  rewrite: ({ layer }, at) => at.op(layer.target, { ...layer.args, activation: 'relu6' }, mergedLayer(at)),
})

const cutLayer = rule({
  name: 'cutLayer',
  summary: 'A layer that applies relu and is cut at 6 applies relu6.',
  pattern: op('minimum', { a: scalar(6), b: applyingRelu }),
  where: isLimited,
  rewrite: ({ layer }, at) => at.op(layer.target, { ...layer.args, activation: 'relu6' }, mergedLayer(at)),
})

const mergeActivation = rule({
  name: 'mergeActivation',
  summary: 'A layer applies the activation behind it itself.',
  pattern: chain(
    op(layers, { activation: null }).as('layer'),
    op({ test: isPlain, description: 'an activation' }).as('activation'),
  ),
  where: ({ layer, activation }) =>
    weightedLayer(layer)?.op.attrs.activation?.parse(activation.target) === activation.target ||
    `${layer.target} cannot apply ${activation.target} itself`,
  rewrite: ({ layer, activation }, at) =>
    at.op(layer.target, { ...layer.args, activation: activation.target }, mergedLayer(at)),
})

/** Merges an activation into the layer before it, which then applies it itself. */
export const fuseActivation = rulePass({
  name: 'fuseActivation',
  summary: 'Merges relu and relu6, however spelt, into the convolution or linear layer before them.',
  rules: [writeRelu6, cutRelu, dropRelu, limitLayer, cutLayer, mergeActivation],
})
