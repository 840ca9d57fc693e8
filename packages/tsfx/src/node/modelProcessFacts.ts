/** @file What an editor shows of each node: its shape, its place in the source, its scale and noise. */
import {
  type FxNode,
  type Graph,
  printShape,
  printType,
  sourcePlaces,
  tracedSources,
  type ValueType,
} from '@tsfx/ir'
import type { NodeFacts } from '@tsfx/lsp'
import { counterparts, type NodeNoise } from './modelProcessNoise.ts'

/** The facts of all nodes of `graph`, which is `traced` or was made from it. */
export function nodeFacts(graph: Graph, traced: Graph, noise: NodeNoise | null): readonly NodeFacts[] {
  const stands = counterparts(traced, graph)
  return graph.nodes.map((node) => ({
    name: node.name,
    op: node.kind === 'call_function' || node.kind === 'call_module' ? node.target : node.kind,
    scope: node.scope,
    type: typeText(node.type),
    from: tracedSources(node).map(({ name }) => name),
    standsFor: stands.get(node.name) ?? null,
    places: sourcePlaces(node),
    ...scaleOf(node),
    sqnr: noise?.sqnr.get(node.name) ?? null,
  }))
}

function typeText(type: ValueType | null): string {
  return type?.kind === 'tensor' ? `${printShape(type.shape)} ${type.dtype}` : printType(type)
}

function scaleOf({ type }: FxNode): Pick<NodeFacts, 'scale' | 'zeroPoint'> {
  const q = type?.kind === 'tensor' ? type.q : undefined
  return { scale: q?.scale ?? null, zeroPoint: q?.zeroPoint ?? null }
}
