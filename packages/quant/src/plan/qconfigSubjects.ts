/** @file The calls of a graph as qconfig rules see them. */
import type { FxNode, Graph, NodeId } from '@tsfx/ir'
import { unmatchedRule } from '../diagnostics.generated.ts'
import type { QConfigMapping, QConfigSubject } from '../qconfigMapping.ts'

/** Each call with its op, the path of its module, and its number among that module's calls of the op. */
export function qconfigSubjects(graph: Graph): ReadonlyMap<NodeId, QConfigSubject> {
  const counts = new Map<string, number>()
  const subjects = new Map<NodeId, QConfigSubject>()
  for (const node of graph.nodes.filter(isCall)) {
    const key = `${node.scope}\n${node.target}`
    const index = counts.get(key) ?? 0
    counts.set(key, index + 1)
    subjects.set(node.id, { op: node.target, path: node.scope, index })
  }
  return subjects
}

const isCall = (node: FxNode): boolean => node.kind === 'call_function' || node.kind === 'call_module'

/**
 * Refuses a mapping with a rule that names nothing in the graph: it is a typing error, or meant for another model.
 * @throws TSFX3012
 */
export function requireMatchingRules(mapping: QConfigMapping, subjects: Iterable<QConfigSubject>): void {
  const [rule] = mapping.unmatchedRules([...subjects])
  if (rule) throw unmatchedRule({ rule: rule.label })
}
