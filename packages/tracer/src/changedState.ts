/** @file What forward did to the model: traced tensors that it stored there, and weights that it put away. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type ModuleTree, moduleTree } from './moduleTree.ts'

export interface StateChange {
  /** `stores a computed tensor in last`. */
  readonly what: string
  /** The traced tensor that was stored; null when a weight is gone. */
  readonly stored: Tensor | null
}

/** The first change since `before`; null when there is none. A tensor that forward made once and keeps is none. */
export function changedState(model: unknown, before: ModuleTree): StateChange | null {
  const after = moduleTree(model)
  for (const [stored, path] of after.traced) return { what: `it stores a computed tensor in ${path}`, stored }
  for (const [tensor, path] of before.tensors)
    if (!after.tensors.has(tensor)) return { what: `it replaces the tensor in ${path}`, stored: null }
  return null
}
