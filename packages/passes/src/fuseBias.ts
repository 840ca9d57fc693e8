/**
 * @file Merges the addition of a per-channel parameter into the layer before it: `add(conv2d(x, w), b)` becomes
 * `conv2d(x, w, b)`, `add(matMul(x, w), b)` becomes `linear(x, w, b)`. See docs/passes/03-fuseBias.md.
 */
import { type Args, type Edit, equalDims, type FxNode } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { type ParamView, parameterArgument } from './parameterArgument.ts'
import type { Pass, PassContext } from './pass.ts'
import { replaceWithFused } from './replaceWithFused.ts'
import { producer, soleProducer } from './soleProducer.ts'
import { hasActivation, weightedLayer } from './weightedLayer.ts'

export const fuseBias: Pass = {
  name: 'fuseBias',
  summary: 'Merges the addition of a rank-1 parameter into the convolution or matMul before it.',
  requires: ['typed'],
  ensures: [],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      if (!node.isOp('add')) return
      // Addition commutes: the parameter may stand on either side.
      const match = biasedLayer(edit, node, 'a', 'b') ?? biasedLayer(edit, node, 'b', 'a')
      if (match) replaceWithFused(edit, { last: node, ...match })
    })
  },
}

type BiasedLayer = Readonly<{ layer: FxNode; target: string; args: Args }>

function biasedLayer(view: ParamView, add: FxNode, sum: string, bias: string): BiasedLayer | null {
  const layer = soleProducer(view, add, sum)
  if (!layer || !isPerChannel(view, add, layer, bias)) return null
  const biasArg = add.args[bias]!
  if (layer.isOp('matMul')) return isLinear(view, layer) ? linearOf(layer, biasArg) : null
  const weighted = weightedLayer(layer)
  if (!weighted || hasActivation(layer) || (layer.args[weighted.role.bias] ?? null) !== null) return null
  return { layer, target: layer.target, args: { ...layer.args, [weighted.role.bias]: biasArg } }
}

/** Says whether the addend is a parameter `[C]` for the layer's C channels, defined where the sum is. */
function isPerChannel(view: ParamView, add: FxNode, layer: FxNode, argument: string): boolean {
  const shape = parameterArgument(view, add, argument)?.shape
  const channels = layer.type?.kind === 'tensor' ? layer.type.shape.at(-1) : undefined
  return shape?.length === 1 && channels !== undefined && equalDims(shape[0]!, channels)
}

/** Says whether a matMul is `[N, in] x [in, out]` with a parameter on the right. */
function isLinear(view: ParamView, matMul: FxNode): boolean {
  const x = producer(view, matMul, 'a')?.type
  const transposed = matMul.args.transposeA === true || matMul.args.transposeB === true
  return (
    !transposed &&
    x?.kind === 'tensor' &&
    x.shape.length === 2 &&
    parameterArgument(view, matMul, 'b')?.shape.length === 2
  )
}

const linearOf = (matMul: FxNode, bias: Args[string]): BiasedLayer => ({
  layer: matMul,
  target: 'linear',
  args: opNamed('linear')!.normalize({ x: matMul.args.a, weight: matMul.args.b, bias }),
})
