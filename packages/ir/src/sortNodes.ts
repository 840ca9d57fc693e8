/** @file Stable topological order. Iterative depth-first search, O(nodes + refs). */
import { cyclicGraph } from './diagnostics.generated.ts'
import type { Edit } from './edit.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import { inputsOf } from './inputsOf.ts'

/**
 * Hoists each node that is used too early to just before its first user; every other node keeps its place among the others.
 * @throws TSFX0011 naming the nodes of a cycle.
 */
export function sortNodes(edit: Edit): void {
  const order = stableOrder(edit)
  let previous: NodeId | null = null
  for (const { id } of order) {
    if (edit.previous(id)?.id !== previous && previous !== null) edit.moveAfter(id, previous)
    else if (previous === null && edit.previous(id) !== null) edit.moveBefore(id, first(edit).id)
    previous = id
  }
}

const first = (edit: Edit): FxNode => edit.nodes().next().value as FxNode

function stableOrder(edit: Edit): readonly FxNode[] {
  const order: FxNode[] = []
  const state = new Map<NodeId, 'open' | 'done'>()
  for (const root of edit.nodes()) {
    const path: { node: FxNode; inputs: NodeId[] }[] = []
    const open = (node: FxNode): void => {
      state.set(node.id, 'open')
      path.push({ node, inputs: inputsOf(node).reverse() })
    }
    if (!state.has(root.id)) open(root)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const input = top.inputs.pop()
      if (input === undefined) {
        state.set(top.node.id, 'done')
        order.push(top.node)
        path.pop()
      } else if (state.get(input) === 'open') {
        const names = path.map(({ node }) => node.name)
        const cycle = names.slice(names.indexOf(edit.node(input).name))
        throw cyclicGraph(
          { cycle: [...cycle, cycle[0]].join(' -> ') },
          { node: top.node.name, loc: top.node.loc },
        )
      } else if (!state.has(input)) open(edit.node(input))
    }
  }
  return order
}
