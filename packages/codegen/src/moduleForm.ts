/** @file Which of the two forms of module a graph becomes, decided once. */
import { eachRef, type FxNode, type Graph, type GraphRounding, type NodeId } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import type { PrintedNodes } from './printedNodes.ts'
import type { Weights } from './weights.ts'

/** Float modules call `tf`; integer modules call `q`, and `tf` only inside float islands. */
export type ModuleForm =
  | { readonly kind: 'float' }
  | { readonly kind: 'integer'; readonly rounding: GraphRounding; readonly islands: FloatIslands }

/** The nodes that compute with tfjs tensors, and the integer nodes and inputs that must hand them one. */
export interface FloatIslands {
  readonly any: boolean
  /** Says whether the value of `id` is a tensor of tfjs. */
  isTensor(id: NodeId): boolean
}

export function moduleForm(graph: Graph, { calls }: PrintedNodes, weights: Weights): ModuleForm {
  const callsIntegers = [...calls.values()].some(({ callee }) => callee.startsWith('q.'))
  if (graph.meta.rounding === null && !callsIntegers) return { kind: 'float' }
  return {
    kind: 'integer',
    rounding: graph.meta.rounding ?? 'float32',
    islands: floatIslands(graph, weights),
  }
}

const isFloatCall = (node: FxNode): boolean =>
  node.kind === 'call_module' || (node.kind === 'call_function' && opNamed(node.target)?.domain === 'float')

function floatIslands(graph: Graph, weights: Weights): FloatIslands {
  const tensors = new Set<NodeId>()
  for (const node of graph.nodes) {
    if (!isFloatCall(node)) continue
    tensors.add(node.id)
    eachRef(node.args, (ref) => tensors.add(ref.node))
  }
  // A float parameter that is quantized or returned as it is, is a tensor without an op.
  const any = tensors.size > 0 || weights.all.some(({ kind }) => kind === 'tensor')
  return { any, isTensor: (id) => tensors.has(id) }
}
