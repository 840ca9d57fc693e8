import type { Arg } from '@tsfx/ir'
import { isTensor } from '@tsfx/ops'
import { asyncForward, constantOutput, noTensorOutput } from './diagnostics.generated.ts'
import type { Recorder } from './recorder.ts'

/**
 * What forward returned, as a tree of refs: tensors in lists and records, with plain values among them.
 * @throws TSFX1001 for a promise, or what was refused before it, TSFX1003 when there is no tensor in it, TSFX1004 for a tensor that no input reaches.
 */
export function outputTree(value: unknown, recorder: Recorder, model: string): Arg {
  if (isThenable(value)) {
    // Nobody waits for it, and its failure is not ours to report.
    Promise.resolve(value).catch(() => {})
    const { refusal, awaited } = recorder
    // That forward is async says more than that it awaits a tensor, which each async function does that returns one.
    throw refusal === null || refusal === awaited ? asyncForward({ model }, awaited?.place) : refusal
  }
  let tensors = 0
  const treeOf = (item: unknown, path: string): Arg => {
    if (isTensor(item)) {
      tensors++
      const ref = recorder.refOf(item)
      if (ref) return ref
      throw constantOutput({ model, output: path || 'the output' })
    }
    if (Array.isArray(item)) return item.map((entry, i) => treeOf(entry, `${path}[${i}]`))
    if (typeof item === 'number' || typeof item === 'string' || typeof item === 'boolean' || item === null)
      return item
    if (typeof item !== 'object')
      throw noTensorOutput({ model, what: path ? `${String(item)} in ${path}` : String(item) })
    return Object.fromEntries(
      Object.entries(item).map(([key, entry]) => [key, treeOf(entry, `${path}.${key}`)]),
    )
  }
  const tree = treeOf(value, '')
  if (tensors === 0) throw noTensorOutput({ model, what: JSON.stringify(value) })
  return tree
}

/** Says whether forward returned a promise. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
