import type { NodeId } from '@tsfx/ir'
import type { Binding } from '../binding.ts'
import type { Chain } from './plan.ts'

/** Binds what a chain begins with and what it ends with to its one variable. */
export function nameChain(nodes: Map<NodeId, Binding>, { begin, input, output }: Chain, name: string): void {
  nodes.set(output, { kind: 'whole', name })
  if (begin) nodes.set(input.node, { kind: 'whole', name })
}
