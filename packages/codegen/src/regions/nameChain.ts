/** @file Names in a body for what several calls have in common: what a chain passes on, and the layer record of a loop's turn. */
import type { NodeId } from '@tsfx/ir'
import type { Binding } from '../binding.ts'
import type { Chain, Loop, Step } from './plan.ts'
import { singularOf } from './singularOf.ts'

/** Binds what a chain begins with and what it ends with to its one variable. */
export function nameChain(nodes: Map<NodeId, Binding>, { begin, input, output }: Chain, name: string): void {
  nodes.set(output, { kind: 'whole', name })
  if (begin) nodes.set(input.node, { kind: 'whole', name })
}

/** A name for the layer record in each loop, after the list that it is an item of; loops of one body may share it. */
export function nameLoops(
  steps: readonly Step[],
  claim: (wanted: string) => string,
): ReadonlyMap<Loop, string> {
  const claimed = new Map<string, string>()
  const names = new Map<Loop, string>()
  for (const loop of steps.flatMap((step) => (step.kind === 'chain' ? step.links : []))) {
    if (loop.kind !== 'loop') continue
    const [list = ''] = loop.calls[0]!.region.path.split('.').slice(-2)
    const wanted = singularOf(list) ?? 'block'
    const name = claimed.get(wanted) ?? claim(wanted)
    claimed.set(wanted, name)
    names.set(loop, name)
  }
  return names
}
