/**
 * @file Computes once what a graph computes several times. See docs/passes/20-eliminateCommonSubexpressions.md.
 */
import { type Edit, type Graph, Ref } from '@tsfx/ir'
import type { Fact, FactViolation } from '../manager/fact.ts'
import type { Pass, PassContext } from '../manager/pass.ts'
import { Substitutions } from './substitutions.ts'
import { ValueNumbering } from './valueNumbering.ts'

/** No two pure nodes compute the same: what `eliminateCommonSubexpressions` ensures. */
export const noDuplicates: Fact = {
  name: 'noDuplicates',
  summary: 'no two pure nodes compute the same, and no parameter is read twice',
  violation: firstDuplicate,
}

/** Computes once what is computed several times from the same values. */
export const eliminateCommonSubexpressions: Pass = {
  name: 'eliminateCommonSubexpressions',
  summary: 'Computes once what is computed several times; the first node stays.',
  requires: [],
  ensures: [noDuplicates],
  run(edit: Edit, context: PassContext): void {
    const numbering = new ValueNumbering(edit.params)
    const merged = new Substitutions()
    context.eachNode(edit, (node) => {
      const current = merged.apply(edit, node)
      const first = numbering.firstLike(current)
      if (first) merged.set(node.id, new Ref(first.id))
    })
    merged.eraseReplaced(edit)
  },
}

function firstDuplicate(graph: Graph): FactViolation | null {
  const numbering = new ValueNumbering(graph.params)
  for (const node of graph.nodes) {
    const first = numbering.firstLike(node)
    if (first) return { node, problem: `${node.name} computes what ${first.name} computes` }
  }
  return null
}
