/** @file How the body of an emitted `forward` frees the tensors it makes. */
import { Ref } from '@tsfx/ir'
import { isTensor } from './isTensor.ts'
import { resultLeaves } from './mapResult.ts'
import type { ModuleContext } from './moduleContext.ts'

/** Nothing to free, `tf.tidy`, or an engine scope where the result holds what the type of `tf.tidy` does not know. */
export type Freeing = 'none' | 'tidy' | 'scope'

export function freeingOf(context: Pick<ModuleContext, 'form' | 'graph'>): Freeing {
  const { form, graph } = context
  if (form.kind === 'integer' && !form.islands.any) return 'none'
  const leaves = resultLeaves(graph)
  const isKnown = leaves.every((leaf) => (leaf instanceof Ref ? isTensor(context, leaf) : leaf !== null))
  return isKnown ? 'tidy' : 'scope'
}
