import type { Graph } from '@tsfx/ir'
import { badTag } from '../diagnostics.generated.ts'
import { type GraphSplit, splitGraph } from './splitGraph.ts'

/**
 * `splitGraph` by lists of node names: `splitByTags(graph, { stem: ['conv', 'relu'], head: ['logits'] })`. What no list
 * names stays in the parent.
 * @throws TSFX2043 for a name that is no call of the graph or stands in two lists, and what `splitGraph` throws.
 */
export function splitByTags(graph: Graph, tags: Readonly<Record<string, readonly string[]>>): GraphSplit {
  const tagOf = new Map<string, string>()
  for (const [tag, names] of Object.entries(tags)) {
    for (const name of names) {
      const problem = problemOf(graph, name, tagOf.get(name))
      if (problem) throw badTag({ tag, name, problem })
      tagOf.set(name, tag)
    }
  }
  return splitGraph(graph, (node) => tagOf.get(node.name) ?? null)
}

function problemOf(graph: Graph, name: string, other: string | undefined): string | null {
  const node = graph.find(name)
  if (!node) return `is no node of ${graph.meta.name}`
  if (node.kind !== 'call_function' && node.kind !== 'call_module') return `is a ${node.kind} and no call`
  return other === undefined ? null : `is in '${other}' already`
}
