/** @file Which of the two forms of module a graph becomes, decided once. */
import { eachRef, type FxNode, type Graph, type GraphRounding, type NodeId } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import type { PrintedNodes } from './printedNodes.ts'

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

export function moduleForm(graph: Graph, { calls }: PrintedNodes): ModuleForm {
  const callsIntegers = [...calls.values()].some(({ callee }) => callee.startsWith('q.'))
  if (graph.meta.rounding === null && !callsIntegers) return { kind: 'float' }
  return { kind: 'integer', rounding: graph.meta.rounding ?? 'float32', islands: floatIslands(graph) }
}

const isFloatCall = (node: FxNode): boolean =>
  node.kind === 'call_module' || (node.kind === 'call_function' && opNamed(node.target)?.domain === 'float')

function floatIslands(graph: Graph): FloatIslands {
  const tensors = new Set<NodeId>()
  for (const node of graph.nodes) {
    if (!isFloatCall(node)) continue
    tensors.add(node.id)
    eachRef(node.args, (ref) => tensors.add(ref.node))
  }
  return { any: tensors.size > 0, isTensor: (id) => tensors.has(id) }
}
