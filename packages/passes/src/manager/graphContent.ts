/** @file What makes two versions of a graph the same to a pass: the base of "nothing changed" and "seen before". */
import { type Graph, printGraph } from '@tsfx/ir'
import { sha256 } from '@tsfx/runtime'

// Present in every runtime this package supports, absent from the es2023 library.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

/**
 * A digest of all that a graph says, apart from ids of nodes and from the history of how they came to be: two versions
 * that print alike, with equal comments and parameters, have the same.
 */
export function graphContent(graph: Graph): string {
  const notes = graph.nodes.map(({ scope, loc, meta }) => [scope, loc, meta.comment, meta.origin])
  const params = [...graph.params].sort(([a], [b]) => (a < b ? -1 : 1))
  const text = [printGraph(graph, { places: false }), JSON.stringify([notes, params, graph.meta])].join('\n')
  return sha256(new TextEncoder().encode(text))
}
