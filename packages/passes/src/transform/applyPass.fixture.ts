/** @file Runs one pass by itself, as the manager does, for tests of that pass: its firings and near misses come along. */
import { type EditResult, type Graph, verify } from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import type { LiveVariables } from '../manager/fact.ts'
import type { Pass, PassContext } from '../manager/pass.ts'

export interface Applied extends EditResult {
  /** `rule: node`, in order. */
  readonly fired: readonly string[]
  /** `rule: node: reason`, in order. */
  readonly nearMisses: readonly string[]
}

/** What `pass` makes of `graph`; verified, and everything it ensures holds. */
export function applyPass(graph: Graph, pass: Pass, liveVariables: LiveVariables = 'snapshot'): Applied {
  const fired: string[] = []
  const nearMisses: string[] = []
  const context: PassContext = {
    liveVariables,
    eachNode(edit, visit) {
      for (const { id } of edit.base.nodes) {
        if (edit.has(id)) edit.deriveFrom([edit.node(id)], () => visit(edit.node(id)))
      }
    },
    fired: (rule, node) => fired.push(`${rule}: ${node.name}`),
    nearMiss: (rule, node, reason) => nearMisses.push(`${rule}: ${node.name}: ${reason}`),
  }
  const edited = graph.edit((edit) => {
    edit.attributeTo(pass.name)
    pass.run(edit, context)
  })
  verify(edited.graph, opCatalog)
  for (const fact of pass.ensures) {
    const violation = fact.violation(edited.graph, context)
    if (violation) throw new Error(`${pass.name} ensures ${fact.name}, but ${violation.problem}`)
  }
  return { ...edited, fired, nearMisses }
}
