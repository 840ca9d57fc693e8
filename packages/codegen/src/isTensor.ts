/** Says whether a value is a tensor of tfjs in the emitted code. */
import type { Ref } from '@tsfx/ir'
import type { ModuleContext } from './moduleContext.ts'

export function isTensor({ form, graph }: Pick<ModuleContext, 'form' | 'graph'>, ref: Ref): boolean {
  if (form.kind === 'float' || form.islands.isTensor(ref.node)) return true
  const node = graph.node(ref.node)
  return node.kind === 'get_attr' && !graph.params.get(node.target)?.q
}
