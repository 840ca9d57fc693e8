import type { Arg } from '@tsfx/ir'
import { isTensor } from '@tsfx/ops'
import { asyncForward, constantOutput, noTensorOutput } from './diagnostics.generated.ts'
import type { Recorder } from './recorder.ts'
import { isPlainRecord } from './tensorTree.ts'

/**
 * What forward returned, as a tree of refs: tensors in plain lists and records, with plain values among them.
 * @throws TSFX1001 for a promise, or what was refused before it, TSFX1003 when there is no tensor in it, or something else,
 *   TSFX1004 for a tensor that no input reaches.
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
      throw constantOutput({ model, output: path.replace(/^\./, '') || 'the output' })
    }
    if (Array.isArray(item)) return item.map((entry, i) => treeOf(entry, `${path}[${i}]`))
    if (typeof item === 'number' || typeof item === 'string' || typeof item === 'boolean' || item === null)
      return item
    if (isPlainRecord(item))
      return Object.fromEntries(
        Object.entries(item)
          .filter(([, entry]) => entry !== undefined)
          .map(([key, entry]) => [key, treeOf(entry, `${path}.${key}`)]),
      )
    const what = path ? `${nameOf(item)} in ${path.replace(/^\./, '')}` : nameOf(item)
    const problem = typeof item === 'object' ? 'which no graph returns' : 'which holds no tensor'
    throw noTensorOutput({ model, what, problem })
  }
  const tree = treeOf(value, '')
  if (tensors === 0)
    throw noTensorOutput({ model, what: JSON.stringify(value), problem: 'which holds no tensor' })
  return tree
}

/** `undefined`, `a function`, `an instance of Map`. */
function nameOf(item: unknown): string {
  if (typeof item === 'function') return 'a function'
  return typeof item === 'object' && item !== null
    ? `an instance of ${item.constructor?.name || 'a class'}`
    : String(item)
}

/** Says whether forward returned a promise. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
