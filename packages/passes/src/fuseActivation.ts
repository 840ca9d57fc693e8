/**
 * @file Merges an activation into the layer before it. Which activations a layer can apply is asked of its op's record.
 * See docs/passes/06-fuseActivation.md.
 */
import type { Op } from '@tsfx/ops'
import { chain, op } from './match/patterns.ts'
import { rule } from './match/rule.ts'
import { rulePass } from './match/rulePass.ts'
import { layers, weightedLayer } from './weightedLayer.ts'

/** A function of `x` alone, so that its name says all there is to it. */
const isPlain = ({ inputs, attrs }: Op): boolean =>
  Object.keys(inputs).join() === 'x' && Object.keys(attrs).length === 0

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
    // What a layer takes up is still the layer, at its scope and place.
    at.op(layer.target, { ...layer.args, activation: activation.target }, { from: at.match.nodes }),
})

/** Merges an activation into the layer before it, which then applies it itself. */
export const fuseActivation = rulePass({
  name: 'fuseActivation',
  summary: 'Merges relu and relu6 into the convolution or linear layer before them.',
  rules: [mergeActivation],
})
