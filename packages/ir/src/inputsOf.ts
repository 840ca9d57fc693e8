import { eachRef } from './arg.ts'
import type { FxNode, NodeId } from './fxNode.ts'

/** Nodes whose values `node` uses, each once, in the order of its arguments. */
export function inputsOf(node: FxNode): NodeId[] {
  const inputs: NodeId[] = []
  // Most nodes have few inputs, and a list of them is searched fastest from end to end; a concat may have thousands.
  let many: Set<NodeId> | null = null
  eachRef(node.args, ({ node: used }) => {
    if (many ? many.has(used) : inputs.includes(used)) return
    inputs.push(used)
    if (many) many.add(used)
    else if (inputs.length === 8) many = new Set(inputs)
  })
  return inputs
}
