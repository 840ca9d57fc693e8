import { eachRef } from './arg.ts'
import type { FxNode, NodeId } from './fxNode.ts'

/** Nodes whose values `node` uses, each once, in the order of its arguments. */
export function inputsOf(node: FxNode): NodeId[] {
  const inputs: NodeId[] = []
  const many = new Set<NodeId>()
  eachRef(node.args, ({ node: used }) => {
    // A list searched from end to end is the fastest for the few inputs of most nodes; a concat may have thousands.
    if (inputs.length < 8 ? inputs.includes(used) : many.has(used)) return
    inputs.push(used)
    if (inputs.length === 8) for (const input of inputs) many.add(input)
    else if (inputs.length > 8) many.add(used)
  })
  return inputs
}
