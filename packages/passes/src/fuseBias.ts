/**
 * @file Merges the addition of a per-channel parameter into the layer before it: `add(conv2d(x, w), b)` becomes
 * `conv2d(x, w, b)`, `add(matMul(x, w), b)` becomes `linear(x, w, b)`. See docs/passes/04-fuseBias.md.
 */
import { type Args, type Edit, equalDims, type FxNode, type ParamHandle } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { typed } from './inferTypes.ts'
import type { Pass, PassContext } from './manager/pass.ts'
import { type ParamView, parameterArgument } from './parameterArgument.ts'
import { type FusedPair, replaceWithFused } from './replaceWithFused.ts'
import { producer, soleProducer } from './soleProducer.ts'
import { hasActivation, weightedLayer } from './weightedLayer.ts'

export const fuseBias: Pass = {
  name: 'fuseBias',
  summary:
    'Merges the addition of a per-channel parameter into the layer before it; writes matMul by a parameter as linear.',
  requires: [typed],
  ensures: [],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      if (isLinear(edit, node)) edit.update(node.id, { target: 'linear', args: linearArgs(node) })
      if (!node.isOp('add')) return
      // Addition commutes: the parameter may stand on either side.
      const match = biasedLayer(edit, node, 'a', 'b') ?? biasedLayer(edit, node, 'b', 'a')
      if (match) replaceWithFused(edit, { last: node, ...match })
    })
  },
}

/** Says whether `node` is `[N, in] x [in, out]` with a parameter on the right. */
function isLinear(view: ParamView, node: FxNode): boolean {
  if (!node.isOp('matMul') || node.args.transposeA === true || node.args.transposeB === true) return false
  const x = producer(view, node, 'a')?.type
  return (
    x?.kind === 'tensor' && x.shape.length === 2 && parameterArgument(view, node, 'b')?.shape.length === 2
  )
}

const linearArgs = (matMul: FxNode): Args =>
  opNamed('linear')!.normalize({ x: matMul.args.a, weight: matMul.args.b })

type BiasedLayer = Omit<FusedPair, 'last'>

/** The layer behind argument `sum` with the parameter `bias` as its bias, or null. */
function biasedLayer(view: ParamView, add: FxNode, sum: string, bias: string): BiasedLayer | null {
  const layer = soleProducer(view, add, sum)
  const weighted = layer && weightedLayer(layer)
  if (!weighted || hasActivation(layer) || (layer.args[weighted.role.bias] ?? null) !== null) return null
  if (!isPerChannel(layer, parameterArgument(view, add, bias))) return null
  return { layer, target: layer.target, args: { ...layer.args, [weighted.role.bias]: add.args[bias]! } }
}

/** Says whether a parameter is `[C]` for the layer's C channels. */
function isPerChannel(layer: FxNode, handle: ParamHandle | null): boolean {
  const channels = layer.type?.kind === 'tensor' ? layer.type.shape.at(-1) : undefined
  return handle?.shape.length === 1 && channels !== undefined && equalDims(handle.shape[0]!, channels)
}
