/** @file What forward did to the model: traced tensors that it stored there, and weights that it put away. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { placeOf } from './callStack.ts'
import { stateWhileTracing } from './diagnostics.generated.ts'
import { type ModuleTree, moduleTree } from './moduleTree.ts'
import type { Recorder } from './recorder.ts'
import type { ForwardToRecord } from './recordForward.ts'

interface StateChange {
  /** `stores a computed tensor in last`. */
  readonly what: string
  /** The traced tensor that was stored; null when a weight is gone. */
  readonly stored: Tensor | null
}

/** Refuses what the run of `recorder` did to the model. @throws TSFX1028, at the op whose result was stored. */
export function refuseChangedState({ model, before, target }: ForwardToRecord, recorder: Recorder): void {
  const change = changedState(model, before)
  if (!change) return
  const index = change.stored && recorder.madeBy(change.stored)
  const stack = recorder.nodes[index ?? -1]?.stack ?? null
  throw stateWhileTracing({ model: target.name, change: change.what }, placeOf(stack, recorder.lookup))
}

/** The first change since `before`; null when there is none. A tensor that forward made once and keeps is none. */
function changedState(model: unknown, before: ModuleTree): StateChange | null {
  const after = moduleTree(model)
  for (const [stored, path] of after.traced) return { what: `it stores a computed tensor in ${path}`, stored }
  for (const [tensor, path] of before.tensors)
    if (!after.tensors.has(tensor)) return { what: `it replaces the tensor in ${path}`, stored: null }
  return null
}
