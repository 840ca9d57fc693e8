/**
 * @file Merges an activation into the layer before it. Which activations a layer can apply is asked of its op's record.
 * See docs/passes/06-fuseActivation.md.
 */
import type { Edit, FxNode } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import type { Pass, PassContext } from './manager/pass.ts'
import { replaceWithFused } from './replaceWithFused.ts'
import { soleProducer, type UseView } from './soleProducer.ts'
import { hasActivation, weightedLayer } from './weightedLayer.ts'

export const fuseActivation: Pass = {
  name: 'fuseActivation',
  summary: 'Merges relu and relu6 into the convolution or linear layer before them.',
  requires: [],
  ensures: [],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      const layer = layerBefore(edit, node)
      if (layer)
        replaceWithFused(edit, {
          layer,
          last: node,
          target: layer.target,
          args: { ...layer.args, activation: node.target },
        })
    })
  },
}

/** The layer that can apply activation `node` itself, or null. */
function layerBefore(view: UseView, node: FxNode): FxNode | null {
  if (!isPlainActivation(node)) return null
  const layer = soleProducer(view, node, 'x')
  const weighted = layer && weightedLayer(layer)
  if (!weighted || hasActivation(layer)) return null
  return weighted.op.attrs.activation?.parse(node.target) === node.target ? layer : null
}

/** A function of `x` alone, so that its name says all there is to it. */
function isPlainActivation(node: FxNode): boolean {
  const op = node.kind === 'call_function' ? opNamed(node.target) : null
  return op !== null && Object.keys(op.inputs).join() === 'x' && Object.keys(op.attrs).length === 0
}
