/** @file What differs between two graphs as one drawing: the later graph, and what was removed in its place. */
import { diff } from './diff.ts'
import { diffCounterparts } from './diffCounterparts.ts'
import {
  checkSize,
  type Drawing,
  type DrawMark,
  type DrawnEdge,
  type DrawOptions,
  drawEdges,
  drawGraph,
  drawNode,
  drawnNodes,
} from './drawGraph.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'

/** @throws TSFX0023 when both together have more than `maxNodes` nodes. */
export function drawDiff(before: Graph, after: Graph, options: DrawOptions): Drawing {
  const { inAfter } = diffCounterparts(before, after)
  const removed = drawnNodes(before, options).filter((node) => inAfter(node) === null)
  checkSize(after, drawnNodes(after, options).length + removed.length, options)
  const drawing = drawGraph(after, { ...options, highlight: marks(before, after) })
  const drawn = new Set(drawing.nodes.map(({ key }) => key))
  // Ids of removed nodes may be those of others, when the graphs are of no one lineage.
  const removedKeys = new Map(removed.map((node) => [node, `r${node.id}`]))
  const keyOf = (node: FxNode): string | null => {
    const now = inAfter(node)
    if (now === null) return removedKeys.get(node) ?? null
    return drawn.has(`n${now.id}`) ? `n${now.id}` : null
  }
  return {
    ...drawing,
    nodes: [
      ...drawing.nodes,
      ...removed.map((node) => drawNode(before, node, removedKeys.get(node)!, 'removed', options)),
    ],
    edges: [...drawing.edges, ...removedEdges(before, removedKeys, keyOf)],
  }
}

/** Arrows into removed nodes, and out of them. */
function removedEdges(
  before: Graph,
  removed: ReadonlyMap<FxNode, string>,
  keyOf: (node: FxNode) => string | null,
): readonly DrawnEdge[] {
  return before.nodes.flatMap((node) => {
    const to = keyOf(node)
    if (to === null) return []
    if (removed.has(node)) return drawEdges(before, node, to, keyOf, 'removed')
    return drawEdges(before, node, to, (input) => removed.get(input) ?? null, 'removed')
  })
}

function marks(before: Graph, after: Graph): ReadonlyMap<NodeId, DrawMark> {
  const found = new Map<NodeId, DrawMark>()
  for (const entry of diff(before, after).nodes) {
    if (entry.kind === 'added') found.set(entry.node.id as NodeId, 'added')
    else if (entry.kind === 'changed' || entry.kind === 'moved') found.set(entry.node.id as NodeId, 'changed')
  }
  return found
}
